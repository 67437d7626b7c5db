import { setImmediate as breathe } from "node:timers/promises";
import type { SealedEvent } from "#tlog";
import { inTenant, systemContext, type TenantTransaction } from "../access/index.ts";
import { readHead } from "../ledger/index.ts";
import { log } from "../log.ts";
import { runtime } from "../runtime.ts";
import { readIndexable } from "../search/index.ts";
import { type CountedEvent, Counts, countedOf } from "./count-events.ts";
import { claimCursor, clearRollups, moveCursor, readAdditions } from "./cursor.sql.ts";
import { SecretBatch } from "./secret-batch.ts";
import { SecretRule } from "./secret-rules.ts";

const BATCH_EVENTS = 5_000;
const PAGE_EVENTS = 2_500;

const inRollups = <T>(tenantId: string, work: (tx: TenantTransaction) => Promise<T>) =>
  inTenant(systemContext(tenantId, "rollups", ["events.read"]), "events.read", work);

/**
 * Brings a tenant's counts up to its ledger. Each batch is one transaction that holds counts and cursor: whatever stops it, nothing is counted
 * twice or missed, and the next call goes on. Gives the seq that the counts end before; undefined while another worker counts a batch, which is
 * left to it.
 */
export async function followRollups(
  tenantId: string,
  isStopping: () => boolean = () => false,
  batchEvents = BATCH_EVENTS,
): Promise<number | undefined> {
  for (;;) {
    const { nextSeq, hasMore } = await inRollups(tenantId, (tx) => countBatch(tx, batchEvents));
    if (!hasMore || isStopping()) return nextSeq;
  }
}

/** Begins anew: lets all counts of the tenant go, so that the next batches count from the first event on. */
export async function resetRollups(tx: TenantTransaction): Promise<void> {
  await claimCursor(tx, { waits: true });
  await clearRollups(tx);
}

/** Counts a tenant's events anew, from the first one on. */
export async function rebuildRollups(tenantId: string): Promise<number | undefined> {
  await inRollups(tenantId, resetRollups);
  return followRollups(tenantId);
}

async function countBatch(tx: TenantTransaction, batchEvents: number): Promise<{ nextSeq?: number; hasMore: boolean }> {
  const cursor = await claimCursor(tx, { waits: false });
  // Another worker is at it.
  if (!cursor) return { hasMore: false };
  const rule = new SecretRule(await readAdditions(tx));
  const { epoch } = await readHead(tx.run, tx.tenantId);
  let { nextSeq } = cursor;
  if (cursor.epoch !== epoch || cursor.secretRule !== rule.key) {
    if (nextSeq > 0) log.info({ tenant: tx.tenantId }, "the counts are made anew");
    await clearRollups(tx);
    nextSeq = 0;
  }
  const events: SealedEvent[] = [];
  for (let more = true; more && events.length < batchEvents; ) {
    const limit = Math.min(PAGE_EVENTS, batchEvents - events.length);
    const page = await readIndexable(tx, nextSeq + events.length, limit);
    for (const body of page) events.push(JSON.parse(body) as SealedEvent);
    more = page.length === limit;
    await breathe();
  }
  await storeCounts(tx, countedOf(nextSeq, events), rule);
  nextSeq += events.length;
  await moveCursor(tx, { epoch, nextSeq, secretRule: rule.key }, runtime().clock.now());
  return { nextSeq, hasMore: events.length === batchEvents };
}

async function storeCounts(tx: TenantTransaction, events: readonly CountedEvent[], rule: SecretRule): Promise<void> {
  const counts = new Counts();
  const secrets = new SecretBatch(events, rule);
  await secrets.load(tx);
  await counts.load(tx, events, secrets.readDays());
  await breathe();
  for (const one of events) {
    counts.addEvent(one);
    secrets.addEvent(one.seq, counts);
  }
  await breathe();
  await counts.store(tx);
  await secrets.store(tx);
}
