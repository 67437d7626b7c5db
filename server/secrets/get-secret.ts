import type { TenantContext, TenantTransaction } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { parseInput } from "../parse-input.ts";
import { formatTerm } from "../query/index.ts";
import {
  DAY_MS,
  linkOf,
  QUARTER_MS,
  readFreshness,
  readSeries,
  type SecretRow,
  SecretRule,
  secretIdOf,
  sumOf,
  ZoneClock,
} from "../rollups/index.ts";
import { runtime } from "../runtime.ts";
import { zoneOf } from "../tenants/index.ts";
import { inSecrets } from "./in-secrets.ts";
import { readPolicy } from "./policy.ts";
import { listReaders, type ReaderOf } from "./readers.sql.ts";
import { withDaysLetGo } from "./recent-reads.sql.ts";
import { type GetSecretInput, getSecretInput } from "./schemas.ts";
import type { ReaderOutside, SecretDetail, SecretReader } from "./secret.ts";
import { findSecret } from "./secrets.sql.ts";
import { showSecret } from "./show-secret.ts";

const READERS_MAX = 200;
const DAYS = 90;

/** One secret with its readers and its reads a day. AppError `not_found` for a target that is none. */
export async function getSecret(context: TenantContext, input: GetSecretInput): Promise<SecretDetail> {
  const { type, id, timeZone: asked } = parseInput(getSecretInput, input);
  const now = runtime().clock.now();
  const nowMs = now.getTime();
  return inSecrets(context, "events.read", async (tx) => {
    const { policy } = await readPolicy(tx);
    const secretId = secretIdOf(type.toLowerCase(), id);
    const row = await findSecret(tx, { policy, now }, secretId);
    if (!row) throw new AppError("not_found", "There is no such secret.");
    const rule = new SecretRule(policy);
    const readers = await listReaders(tx, policy, secretId, READERS_MAX);
    const override = await tx.db.secretOverride.findUnique({
      where: { tenantId_secretId: { tenantId: tx.tenantId, secretId } },
    });
    const timeZone = asked ?? (await zoneOf(tx));
    const readsQuery = rule.queryFor(row, "read");
    tx.recordRead("secret.viewed", { targets: [{ type: row.type, id, ...(row.name ? { name: row.name } : {}) }] });
    return {
      ...showSecret(row, { policy, rule, nowMs }),
      ...(await readFreshness(tx, "secrets")),
      readers: readers.map((reader) => showReader(reader, readsQuery, row.environment)),
      ...(await readsByDay(tx, { secret: row, readsQuery, timeZone, nowMs })),
      timeZone,
      override: override && { rotationDays: override.rotationDays, note: override.note },
    };
  });
}

function showReader(reader: ReaderOf, readsQuery: string, environment: string | null): SecretReader {
  const { actorType, actorId, name, reads, firstMs, lastMs } = reader;
  const who = [formatTerm("actor.type", actorType), actorId === "" ? "-actor.id:*" : formatTerm("actor.id", actorId)];
  return {
    type: actorType,
    id: actorId === "" ? null : actorId,
    ...{ name, reads, firstAt: new Date(firstMs).toISOString(), lastAt: new Date(lastMs).toISOString() },
    outside:
      reader.isOutside && environment !== null ? outsideOf(reader, who.join(" "), { readsQuery, environment }) : null,
    link: linkOf(`${readsQuery} ${who.join(" ")}`, null),
  };
}

/** `who` is the query for what the reader does. */
function outsideOf(
  { here, elsewhere, environments }: ReaderOf,
  who: string,
  { readsQuery, environment }: { readsQuery: string; environment: string },
): ReaderOutside {
  const places = environments.slice(0, 3).join(", ");
  const inside = formatTerm("env", environment);
  return {
    ...{ here, elsewhere, environments },
    text: `${elsewhere.toLocaleString("en-GB")} of its events are in ${places}; but for its reads of this secret ${here.toLocaleString("en-GB")} are in ${environment}`,
    hereLink: linkOf(`${who} ${inside} -(${readsQuery})`, null),
    elsewhereLink: linkOf(`${who} env:* -${inside}`, null),
  };
}

async function readsByDay(
  tx: TenantTransaction,
  { secret, readsQuery, timeZone, nowMs }: { secret: SecretRow; readsQuery: string; timeZone: string; nowMs: number },
): Promise<Pick<SecretDetail, "readsByDay" | "isReadsLowerBound">> {
  const rough = { fromMs: nowMs - (DAYS + 1) * DAY_MS, toMs: nowMs + DAY_MS };
  const clock = new ZoneClock(timeZone, rough);
  // From the middle of today, since days of 23 and 25 hours lie between.
  const middayMs = clock.dayStart(nowMs) + DAY_MS / 2;
  const span = {
    fromMs: clock.dayStart(middayMs - (DAYS - 1) * DAY_MS),
    toMs: Math.ceil((nowMs + 1) / QUARTER_MS) * QUARTER_MS,
  };
  const series = await readSeries(tx, { kinds: ["secret"], value: secret.id, span });
  const days = clock.buckets("day", span).map((day) => ({
    date: clock.localOf(day.fromMs).date,
    ...{ from: new Date(day.fromMs).toISOString(), to: new Date(day.toMs).toISOString() },
    reads: sumOf(series, day).events,
    link: linkOf(readsQuery, day),
  }));
  return { readsByDay: days, isReadsLowerBound: (await withDaysLetGo(tx, [secret], span)).size > 0 };
}
