import { randomUUID } from "node:crypto";
import { countUse, endLongUse, inTenant, type LongUse, type TenantContext } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { withinRows } from "../keys/index.ts";
import { readHead } from "../ledger/index.ts";
import { parseQuery, type QueryNode, refuseMasked } from "../query/index.ts";
import { runtime } from "../runtime.ts";
import { reachDetails } from "./reach.ts";
import { readArrived } from "./read-arrived.ts";
import type { ArrivedEvents, VisibleEvent } from "./visible-events.sql.ts";

/** A position in a ledger that follows its growth, for one query. */
export interface Tail {
  /**
   * Hands on what arrived since the last step and is visible, at most 200 events, in order of seq; gives their number. Looks the caller
   * up again when that is due: AppError once it may no longer follow.
   */
  step(show: (record: VisibleEvent) => unknown): Promise<number>;
  /** Records what was shown since the last record, if anything was; the worker does so every minute meanwhile. */
  close(): Promise<void>;
}

export interface OpenTailInput {
  q?: string;
  /** Begins behind this seq; at the ledger's end without it. */
  afterSeq?: number;
  /** Whether trail events of reads are shown. */
  includeReads?: boolean;
  /** IANA name of the zone that times in the query are written in; UTC when absent. How long ago something was counts from the opening. */
  timeZone?: string;
}

const PAGE_MAX = 200;
/** How long a look-up of rights and view holds, and how long one page is shown by it: together below the second that is promised. */
const RENEW_MS = 500;
const SHOW_MS_MAX = 400;

/**
 * Opens a tail. Opening is recorded, then once a minute and at the end how many events it was given. `renew` looks the caller up again, at least once a second while
 * steps are taken: a right that is lost ends the tail, another view holds from then on.
 */
export async function openTail(
  context: TenantContext,
  input: OpenTailInput,
  renew?: () => Promise<TenantContext>,
): Promise<Tail> {
  const { q = "", includeReads = false, timeZone = "UTC" } = input;
  const query = parseQuery(q, { nowMs: runtime().clock.now().getTime(), timeZone }).node;
  const caller = renewable(context, renew);
  let nextSeq = await openAt(context, q, query, input.afterSeq);
  // Events that were counted when they were read, and not shown.
  let notShown = 0;
  const use: LongUse = { continued: "tail.continued", mark: randomUUID(), details: { metadata: { q } } };
  const readNew = (reader: TenantContext) =>
    inTenant(reader, "events.stream", async (tx): Promise<ArrivedEvents> => {
      const { size } = await readHead(tx.run, tx.tenantId);
      if (size <= nextSeq) return { records: [], nextSeq };
      const read = (limit: number) => readArrived(tx, reader, { query, fromSeq: nextSeq, size, limit, includeReads });
      const page = await withinRows(reader, PAGE_MAX, read, ({ records }) => records.length - notShown);
      const rows = page.records.length - notShown;
      if (rows !== 0) await countUse(tx, reader, use, { requests: 0, rows });
      return page;
    });
  return {
    async step(show) {
      const reader = await caller.current();
      refuseMasked(query, reader.view);
      const page = await readNew(reader);
      notShown = page.records.length;
      const untilMs = performance.now() + SHOW_MS_MAX;
      for (const [i, record] of page.records.entries()) {
        // A reader that takes its time gets the rest by the rights that it has then.
        if (performance.now() > untilMs) return i;
        await show(record);
        nextSeq = record.seq + 1;
        notShown--;
      }
      nextSeq = page.nextSeq;
      return page.records.length;
    },
    async close() {
      await endLongUse(context, use);
    },
  };
}

function renewable(context: TenantContext, renew: (() => Promise<TenantContext>) | undefined) {
  let reader = context;
  let lookedUpMs = performance.now();
  return {
    async current(): Promise<TenantContext> {
      const nowMs = performance.now();
      if (!renew || nowMs - lookedUpMs < RENEW_MS) return reader;
      const next = await renew();
      if (next.tenantId !== reader.tenantId) throw new AppError("not_found", "There is no such tenant.");
      // One request, however often its caller is looked up.
      if (next.use && reader.use) next.use.isRecorded = reader.use.isRecorded;
      reader = next;
      lookedUpMs = nowMs;
      return reader;
    },
  };
}

async function openAt(context: TenantContext, q: string, query: QueryNode, afterSeq: number | undefined) {
  return inTenant(context, "events.stream", async (tx) => {
    // Refused before the stream opens, not by the first step that finds something.
    refuseMasked(query, context.view);
    const { size } = await readHead(tx.run, tx.tenantId);
    const start = afterSeq === undefined ? size : Math.min(size, afterSeq + 1);
    tx.recordRead("tail.opened", reachDetails(context.view, query, { q, from_seq: start }));
    return start;
  });
}
