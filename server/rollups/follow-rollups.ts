import { setImmediate as breathe, setTimeout as sleep } from "node:timers/promises";
import type { SealedEvent } from "#tlog";
import { inTenant, systemContext, type TenantTransaction } from "../access/index.ts";
import { readHead } from "../ledger/index.ts";
import { log } from "../log.ts";
import { runtime } from "../runtime.ts";
import { readIndexable } from "../search/index.ts";
import { type CountedEvent, Counts, countedOf } from "./count-events.ts";
import {
  type Clearing,
  claimCursor,
  clearSlice,
  moveCursor,
  type RollupCursor,
  readAdditions,
  unset,
} from "./cursor.sql.ts";
import { SecretBatch } from "./secret-batch.ts";
import { SecretRule } from "./secret-rules.ts";

const BATCH_EVENTS = 5_000;
const BATCH_CHARACTERS = 32_000_000;
const PAGE_EVENTS = 1_000;
/** Rows cleared in a transaction for each event that one would count. */
const CLEARED_PER_EVENT = 4;
const CLAIM_MS_MAX = 60_000;
const CLAIM_AGAIN_MS = 100;

const inRollups = <T>(tenantId: string, work: (tx: TenantTransaction) => Promise<T>) =>
  inTenant(systemContext(tenantId, "rollups", ["events.read"]), "events.read", work);

/**
 * Brings a tenant's counts up to its ledger. Each batch is one transaction that holds counts and cursor: whatever stops it, nothing is counted
 * twice or missed, and the next call goes on. Gives the seq that all counts end before; undefined while another worker counts a batch, which is
 * left to it.
 */
export async function followRollups(
  tenantId: string,
  isStopping: () => boolean = () => false,
  batchEvents = BATCH_EVENTS,
): Promise<number | undefined> {
  for (;;) {
    const { countedTo, hasMore } = await inRollups(tenantId, (tx) => countBatch(tx, batchEvents));
    if (!hasMore || isStopping()) return countedTo;
  }
}

/** Counts a tenant's events anew, from the first one on. Throws when others hold its counts for a minute. */
export async function rebuildRollups(tenantId: string): Promise<number | undefined> {
  const untilMs = Date.now() + CLAIM_MS_MAX;
  while (!(await inRollups(tenantId, unsetCursor))) {
    if (Date.now() > untilMs) throw new Error("others have been counting these events for a minute: try again later");
    await sleep(CLAIM_AGAIN_MS);
  }
  return followRollups(tenantId);
}

async function unsetCursor(tx: TenantTransaction): Promise<boolean> {
  const cursor = await claimCursor(tx);
  if (cursor) await moveCursor(tx, unset(cursor, "all"), runtime().clock.now());
  return cursor !== undefined;
}

async function countBatch(
  tx: TenantTransaction,
  batchEvents: number,
): Promise<{ countedTo?: number; hasMore: boolean }> {
  const cursor = await claimCursor(tx);
  // Another worker is at it.
  if (!cursor) return { hasMore: false };
  const rule = new SecretRule(await readAdditions(tx));
  const { epoch, size } = await readHead(tx.run, tx.tenantId);
  const now = runtime().clock.now();
  const clearing: Clearing | undefined =
    cursor.epoch !== epoch ? "all" : cursor.secretRule !== rule.key ? "secrets" : undefined;
  if (clearing) {
    const isCleared = await clearSlice(tx, clearing, CLEARED_PER_EVENT * batchEvents);
    const left = unset(cursor, clearing);
    await moveCursor(tx, isCleared ? { ...left, epoch, secretRule: rule.key } : left, now);
    if (isCleared && cursor.nextSeq > 0) log.info({ tenant: tx.tenantId, counts: clearing }, "counts are made anew");
    return { countedTo: 0, hasMore: true };
  }
  const { to, hasMore } = await countNext(tx, cursor, { rule, batchEvents, size });
  await moveCursor(tx, { epoch, ...to, secretRule: rule.key }, now);
  return { countedTo: to.secretSeq, hasMore };
}

type Places = Pick<RollupCursor, "nextSeq" | "secretSeq">;

/** Counts the next events: for both, or, while secrets are counted anew, the newest for what is not of secrets and earlier ones for them. */
async function countNext(
  tx: TenantTransaction,
  { nextSeq, secretSeq }: Places,
  { rule, batchEvents, size }: { rule: SecretRule; batchEvents: number; size: number },
): Promise<{ to: Places; hasMore: boolean }> {
  if (secretSeq === nextSeq) {
    const { events, isLast } = await readEvents(tx, nextSeq, batchEvents);
    await storeCounts(tx, countedOf(nextSeq, events), { rule, of: ["events", "secrets"] });
    const to = nextSeq + events.length;
    return { to: { nextSeq: to, secretSeq: to }, hasMore: !isLast };
  }
  // Half a batch for each, so that neither waits for the other to come to its end.
  const half = Math.ceil(batchEvents / 2);
  const newest = nextSeq < size ? (await readEvents(tx, nextSeq, half)).events : [];
  if (newest.length > 0) await storeCounts(tx, countedOf(nextSeq, newest), { rule, of: ["events"] });
  const to = nextSeq + newest.length;
  const { events } = await readEvents(tx, secretSeq, Math.min(half, to - secretSeq));
  await storeCounts(tx, countedOf(secretSeq, events), { rule, of: ["secrets"] });
  return { to: { nextSeq: to, secretSeq: secretSeq + events.length }, hasMore: true };
}

/** The next events, fewer where they are large; whether the ledger ended with them. */
async function readEvents(
  tx: TenantTransaction,
  fromSeq: number,
  limit: number,
): Promise<{ events: SealedEvent[]; isLast: boolean }> {
  const events: SealedEvent[] = [];
  for (let characters = 0; events.length < limit && characters < BATCH_CHARACTERS; ) {
    const asked = Math.min(PAGE_EVENTS, limit - events.length);
    const page = await readIndexable(tx, fromSeq + events.length, asked);
    for (const body of page) {
      characters += body.length;
      events.push(JSON.parse(body) as SealedEvent);
    }
    if (page.length < asked) return { events, isLast: true };
    await breathe();
  }
  return { events, isLast: false };
}

async function storeCounts(
  tx: TenantTransaction,
  events: readonly CountedEvent[],
  { rule, of }: { rule: SecretRule; of: readonly ("events" | "secrets")[] },
): Promise<void> {
  const counts = new Counts();
  const secrets = new SecretBatch(of.includes("secrets") ? events : [], rule);
  const counted = of.includes("events") ? events : [];
  await secrets.load(tx);
  await counts.load(tx, counted, secrets.readDays());
  await breathe();
  for (const one of events) {
    if (counted.length > 0) counts.addEvent(one);
    secrets.addEvent(one.seq, counts);
  }
  await breathe();
  await counts.store(tx);
  await secrets.store(tx);
}
