import { setTimeout as sleep } from "node:timers/promises";
import { countUse, inTenant, type LongUse, type TenantContext, type TenantTransaction } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { withinRows } from "../keys/index.ts";
import { readHead } from "../ledger/index.ts";
import { parseQuery, type QueryNode, refuseMasked } from "../query/index.ts";
import { runtime } from "../runtime.ts";
import { reachDetails } from "./reach.ts";
import { readArrived } from "./read-arrived.ts";
import type { VisibleEvent } from "./visible-events.sql.ts";

export interface ReadFeedInput {
  q?: string;
  /** The watermark of the last answer; from the ledger's beginning without it. */
  afterSeq?: number;
  /** 1 to 1,000. */
  limit?: number;
  /** How long to wait for something to arrive, 0 to 30 s. */
  waitMs?: number;
  /** Whether trail events of reads are handed on. */
  includeReads?: boolean;
  /** IANA name of the zone that times in the query are written in; UTC when absent. */
  timeZone?: string;
}

export interface FeedPage {
  /** Ascending in seq, all behind `after_seq`. */
  records: VisibleEvent[];
  /** Nothing at or below this seq can still appear; `after_seq` of the next request. -1 before the first event. */
  watermark: number;
}

export interface FeedCaller {
  /** Looks the caller up again while the feed waits. */
  renew?(): Promise<TenantContext>;
  /** Aborted when the reader has gone. */
  gone?: AbortSignal;
}

const POLL_MS = 250;
const RENEW_MS = 400;
/** How long one answer may look through seqs in which there is nothing for the caller. */
const LOOK_MS_MAX = 2_000;

/**
 * What arrived behind a seq, in the order of arrival: ledger seqs have no gap and are visible in order, so that going on from the watermark
 * skips nothing and repeats nothing. Without anything it waits up to `waitMs`, looking its caller up again every 0.4 s. The first
 * request of a query is recorded, then one event a minute with exact counts.
 */
export async function readFeed(
  context: TenantContext,
  input: ReadFeedInput,
  { renew, gone }: FeedCaller = {},
): Promise<FeedPage> {
  const { q = "", afterSeq = -1, limit = 500, waitMs = 0, includeReads = false, timeZone = "UTC" } = input;
  const query = parseQuery(q, { nowMs: runtime().clock.now().getTime(), timeZone }).node;
  const use: LongUse = {
    opened: "feed.opened",
    continued: "feed.continued",
    mark: q,
    details: reachDetails(context.view, query, { q }),
  };
  const untilMs = performance.now() + waitMs;
  let reader = context;
  let renewedMs = performance.now();
  for (let fromSeq = afterSeq + 1; ; ) {
    refuseMasked(query, reader.view);
    const isLast = performance.now() >= untilMs || gone?.aborted === true;
    const page = await readOnce(reader, { query, fromSeq, limit, includeReads, isLast, use });
    if (page.records.length > 0 || isLast) return { records: page.records, watermark: page.nextSeq - 1 };
    fromSeq = page.nextSeq;
    await sleep(Math.min(POLL_MS, Math.max(0, untilMs - performance.now())));
    if (renew && performance.now() - renewedMs >= RENEW_MS) {
      const next = await renew();
      if (next.tenantId !== reader.tenantId) throw new AppError("not_found", "There is no such tenant.");
      // One request, however often its caller is looked up.
      if (next.use && reader.use) next.use.isRecorded = reader.use.isRecorded;
      reader = next;
      renewedMs = performance.now();
    }
  }
}

interface Reading {
  query: QueryNode;
  fromSeq: number;
  limit: number;
  includeReads: boolean;
  /** Nothing comes after it: it is counted even if it is empty. */
  isLast: boolean;
  use: LongUse;
}

async function readOnce(reader: TenantContext, reading: Reading) {
  const { limit, use, isLast } = reading;
  return inTenant(reader, "events.stream", async (tx) => {
    const { size } = await readHead(tx.run, tx.tenantId);
    const hasNew = size > reading.fromSeq;
    const page = hasNew
      ? await withinRows(
          reader,
          limit,
          (granted) => readWindows(tx, reader, reading, size, granted),
          ({ records }) => records.length,
        )
      : { records: [], nextSeq: Math.min(reading.fromSeq, size) };
    const rows = page.records.length;
    if (rows > 0 || isLast) await countUse(tx, reader, use, { requests: 1, rows });
    return page;
  });
}

/** Looks through one window of seqs after another until there is something, the ledger's end is reached or the time is up. */
async function readWindows(
  tx: TenantTransaction,
  reader: TenantContext,
  { query, fromSeq, includeReads }: Reading,
  size: number,
  limit: number,
) {
  const untilMs = performance.now() + LOOK_MS_MAX;
  for (let next = fromSeq; ; ) {
    const page = await readArrived(tx, reader, { query, fromSeq: next, size, limit, includeReads });
    if (page.records.length > 0 || page.nextSeq >= size || performance.now() > untilMs) return page;
    next = page.nextSeq;
  }
}
