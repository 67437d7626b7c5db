import { inTenant, type TenantContext } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { readHead } from "../ledger/index.ts";
import { parseQuery, type QueryNode, refuseMasked, WITHOUT_READS } from "../query/index.ts";
import { listVisible, type VisibleEvent } from "./visible-events.sql.ts";

/** A position in a ledger that follows its growth, for one query. */
export interface Tail {
  /**
   * Hands on what arrived since the last step and is visible, at most 200 events, in order of seq; gives their number. Looks the caller
   * up again when that is due: AppError once it may no longer follow.
   */
  step(show: (record: VisibleEvent) => unknown): Promise<number>;
  /** Records that the tail is still open, with the number of events it has shown since the last record. */
  recordProgress(): Promise<void>;
  /** Records what was shown since the last record, if anything was. */
  close(): Promise<void>;
}

export interface OpenTailInput {
  q?: string;
  /** Begins behind this seq; at the ledger's end without it. */
  afterSeq?: number;
  /** Whether trail events of reads are shown. */
  includeReads?: boolean;
}

const PAGE_MAX = 200;
const WINDOW_SEQS = 5_000;
/** How long a look-up of rights and view holds, and how long one page is shown by it: together below the second that is promised. */
const RENEW_MS = 500;
const SHOW_MS_MAX = 400;

/**
 * Opens a tail. Opening is recorded; then recordProgress and close are. `renew` looks the caller up again, at least once a second while
 * steps are taken: a right that is lost ends the tail, another view holds from then on.
 */
export async function openTail(
  context: TenantContext,
  input: OpenTailInput,
  renew?: () => Promise<TenantContext>,
): Promise<Tail> {
  const { q = "", includeReads = false } = input;
  const query = parseQuery(q).node;
  const caller = renewable(context, renew);
  let nextSeq = await openAt(context, q, query, input.afterSeq);
  let shown = 0;
  // Progress is recorded as whom the events were shown to, even if that right is lost by now.
  let shownTo = context;
  const recordProgress = async () => {
    const rows = shown;
    await inTenant(shownTo, "events.stream", async (tx) => tx.recordRead("tail.continued", { metadata: { q, rows } }));
    shown -= rows;
  };
  return {
    async step(show) {
      const reader = await caller.current();
      refuseMasked(query, reader.view);
      const page = await readNew(reader, query, nextSeq, includeReads);
      shownTo = reader;
      const untilMs = performance.now() + SHOW_MS_MAX;
      for (const [i, record] of page.records.entries()) {
        // A reader that takes its time gets the rest by the rights that it has then.
        if (performance.now() > untilMs) return i;
        await show(record);
        nextSeq = record.seq + 1;
        shown++;
      }
      nextSeq = page.nextSeq;
      return page.records.length;
    },
    recordProgress,
    async close() {
      if (shown > 0) await recordProgress();
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
    tx.recordRead("tail.opened", { metadata: { q, from_seq: start } });
    return start;
  });
}

interface NewEvents {
  records: VisibleEvent[];
  /** Where to go on: everything below has been looked at. */
  nextSeq: number;
}

/** Reads a window of seqs; an idle tail costs one look-up of the ledger row. */
async function readNew(
  context: TenantContext,
  query: QueryNode,
  fromSeq: number,
  includeReads: boolean,
): Promise<NewEvents> {
  return inTenant(context, "events.stream", async (tx) => {
    const { size } = await readHead(tx.run, tx.tenantId);
    if (size <= fromSeq) return { records: [], nextSeq: fromSeq };
    const end = Math.min(size, fromSeq + WINDOW_SEQS);
    const records = await listVisible(tx, context, {
      query,
      also: (parameters) => [
        `seq >= ${parameters.add(fromSeq, "bigint")}`,
        `seq < ${parameters.add(end, "bigint")}`,
        ...(includeReads ? [] : [WITHOUT_READS]),
      ],
      order: "arrival",
      limit: PAGE_MAX,
    });
    return { records, nextSeq: records.length === PAGE_MAX ? records.at(-1)!.seq + 1 : end };
  });
}
