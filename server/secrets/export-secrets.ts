import { stringify } from "csv-stringify/sync";
import { demandPermission, type TenantContext } from "../access/index.ts";
import { defused } from "../exports/index.ts";
import { parseInput } from "../parse-input.ts";
import { SECRETS_MAX, SecretRule } from "../rollups/index.ts";
import { runtime } from "../runtime.ts";
import { inSecrets } from "./in-secrets.ts";
import { readPolicy } from "./policy.ts";
import { type ExportSecretsInput, exportSecretsInput } from "./schemas.ts";
import type { Secret } from "./secret.ts";
import { selectSecrets } from "./secrets.sql.ts";
import { showSecret } from "./show-secret.ts";

export interface SecretsFile {
  fileName: string;
  mediaType: string;
  body: string;
}

type Cell = string | number | null;
const COLUMNS: [string, (secret: Secret) => Cell][] = [
  ["Type", ({ type }) => type],
  ["Id", ({ id }) => id],
  ["Name", ({ name }) => name],
  ["Environment", ({ environment }) => environment],
  ["First seen", ({ firstSeenAt }) => firstSeenAt],
  ["Last read", ({ lastRead }) => lastRead?.at ?? null],
  ["Last read by", ({ lastRead }) => lastRead?.by.name ?? lastRead?.by.id ?? null],
  ["Reads", ({ reads }) => reads],
  ["Reading people", ({ people }) => people],
  ["Reading services", ({ services }) => services],
  ["Readers outside its environment", ({ outside }) => outside],
  ["Days unused", ({ unusedDays }) => unusedDays],
  ["Last rotated", ({ lastRotated }) => lastRotated?.at ?? null],
  ["Last rotated by", ({ lastRotated }) => lastRotated?.by.name ?? lastRotated?.by.id ?? null],
  ["Rotations", ({ rotations }) => rotations],
  ["Days between rotations", ({ rotation }) => rotation.days],
  ["Period from", ({ rotation }) => rotation.source],
  ["Due", ({ rotation }) => rotation.dueAt],
  ["Days overdue", ({ rotation }) => (rotation.isOverdue ? rotation.daysOver : null)],
];
// Without it, spreadsheet programs read UTF-8 in the code page of the machine.
const BYTE_ORDER_MARK = "\ufeff";

/**
 * The secrets of a filter as CSV by RFC 4180, times in UTC, without anything that a spreadsheet program would take for a formula. For callers who may
 * export and read events.
 */
export async function exportSecrets(context: TenantContext, input: ExportSecretsInput = {}): Promise<SecretsFile> {
  const wanted = parseInput(exportSecretsInput, input);
  await demandPermission(context, "exports.create");
  const now = runtime().clock.now();
  return inSecrets(context, "events.read", async (tx) => {
    const { policy } = await readPolicy(tx);
    const of = { policy, rule: new SecretRule(policy), nowMs: now.getTime() };
    const { environment, ...rest } = wanted;
    const rows = await selectSecrets(tx, { ...rest, environment, policy, now, offset: 0, limit: SECRETS_MAX });
    const lines = rows
      .map((row) => showSecret(row, of))
      .map((secret) => COLUMNS.map(([, cell]) => textOf(cell(secret))));
    tx.recordRead("secrets.exported", { metadata: { ...wanted, rows: lines.length } });
    return {
      fileName: `secrets-${now.toISOString().slice(0, 10)}.csv`,
      mediaType: "text/csv; charset=utf-8",
      body: BYTE_ORDER_MARK + stringify([COLUMNS.map(([name]) => name), ...lines], { record_delimiter: "\r\n" }),
    };
  });
}

const textOf = (cell: Cell) => (cell === null ? "" : typeof cell === "number" ? String(cell) : defused(cell));
