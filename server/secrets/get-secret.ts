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
  SecretRule,
  secretIdOf,
  sumOf,
  ZoneClock,
} from "../rollups/index.ts";
import { runtime } from "../runtime.ts";
import { inSecrets } from "./in-secrets.ts";
import { readPolicy } from "./policy.ts";
import { type GetSecretInput, getSecretInput } from "./schemas.ts";
import type { SecretDetail, SecretReader } from "./secret.ts";
import { findSecret, listReaders, type ReaderOf } from "./secrets.sql.ts";
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
      ...(await readFreshness(tx)),
      readers: readers.map((reader) => showReader(reader, readsQuery, row.environment)),
      readsByDay: await readsByDay(tx, { secretId, readsQuery, timeZone, nowMs }),
      timeZone,
      override: override && { rotationDays: override.rotationDays, note: override.note },
    };
  });
}

export async function zoneOf(tx: TenantTransaction): Promise<string> {
  const tenant = await tx.db.tenant.findUniqueOrThrow({ where: { id: tx.tenantId }, select: { timeZone: true } });
  return tenant.timeZone;
}

function showReader(reader: ReaderOf, readsQuery: string, environment: string | null): SecretReader {
  const { actorType, actorId, name, reads, firstMs, lastMs, here, elsewhere, environments, isOutside } = reader;
  const who = [formatTerm("actor.type", actorType), actorId === "" ? "-actor.id:*" : formatTerm("actor.id", actorId)];
  const places = environments.slice(0, 3).join(", ");
  const text = `${elsewhere.toLocaleString("en-GB")} of its events are in ${places}; but for these reads ${here.toLocaleString("en-GB")} are in ${environment}`;
  return {
    type: actorType,
    id: actorId === "" ? null : actorId,
    ...{ name, reads, firstAt: new Date(firstMs).toISOString(), lastAt: new Date(lastMs).toISOString() },
    outside: isOutside ? { elsewhere, here, environments, text } : null,
    link: linkOf(`${readsQuery} ${who.join(" ")}`, null),
  };
}

async function readsByDay(
  tx: TenantTransaction,
  { secretId, readsQuery, timeZone, nowMs }: { secretId: string; readsQuery: string; timeZone: string; nowMs: number },
): Promise<SecretDetail["readsByDay"]> {
  const rough = { fromMs: nowMs - (DAYS + 1) * DAY_MS, toMs: nowMs + DAY_MS };
  const clock = new ZoneClock(timeZone, rough);
  const span = {
    fromMs: clock.dayStart(nowMs - (DAYS - 1) * DAY_MS),
    toMs: Math.ceil((nowMs + 1) / QUARTER_MS) * QUARTER_MS,
  };
  const series = await readSeries(tx, { kinds: ["secret"], value: secretId, span });
  return clock.buckets("day", span).map((day) => ({
    date: clock.localOf(day.fromMs).date,
    reads: sumOf(series, day).events,
    link: linkOf(readsQuery, day),
  }));
}
