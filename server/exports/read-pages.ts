import { listForFile, type VisibleRow } from "../events/index.ts";
import type { Position } from "../query/index.ts";
import { requestOf } from "./export-rows.ts";
import { ExportFailure, type Job } from "./job.ts";
import { queryOf } from "./preview-export.ts";

export interface RowPage {
  rows: VisibleRow[];
  /** Where to go on; null at the end. */
  next: Position | null;
}

const ROWS_FIRST = 500;
const ROWS_MAX = 5_000;
const ROWS_MIN = 20;
/** About as many characters a page: what is in memory does not grow with the events. */
const PAGE_CHARACTERS = 1_500_000;
/** Nothing was found for so many pages in a row at one place: it never will be. */
const STALLS_MAX = 5;

/**
 * The rows of an export in its order from a position on, page by page. The next page is read while the last one is worked on, in a short
 * transaction of its own each: nothing is held open. The rows are those of the ledger as it was when the export was asked for.
 */
export async function* readPages(
  job: Job,
  from: Position | null,
  order?: "newest" | "oldest",
): AsyncGenerator<RowPage> {
  const { row, context } = job;
  const request = requestOf(row);
  const selection = {
    query: queryOf(request, row.createdAt),
    from: request.from,
    to: request.to,
    hideReads: request.reads === "hide",
    order: order ?? request.order,
    endSeq: Number(row.ledgerSize),
  };
  const read = (after: Position | null, limit: number) =>
    listForFile({ ...selection, limit, after: after ?? undefined }, context, "exports.create");
  let limit = ROWS_FIRST;
  let stalls = 0;
  let coming: Promise<RowPage> | undefined = read(from, limit);
  try {
    for (let at = from; coming; ) {
      const page: RowPage = await coming;
      coming = undefined;
      stalls = page.rows.length === 0 && page.next && at && isSame(page.next, at) ? stalls + 1 : 0;
      if (stalls >= STALLS_MAX)
        throw new ExportFailure(
          "too_slow",
          "The events that fit could not be found in time: choose a shorter range, or fewer or narrower conditions.",
        );
      limit = nextLimit(page.rows, limit);
      at = page.next;
      if (at) {
        coming = read(at, limit);
        // It is awaited in its turn.
        coming.catch(() => {});
      }
      yield page;
    }
  } finally {
    await coming?.catch(() => {});
  }
}

const isSame = (a: Position, b: Position) => a.occurredAtMs === b.occurredAtMs && a.seq === b.seq;

function nextLimit(rows: readonly VisibleRow[], limit: number): number {
  if (rows.length === 0) return limit;
  const sample = rows.length > 50 ? rows.filter((_, i) => i % Math.ceil(rows.length / 50) === 0) : rows;
  const mean = sample.reduce((sum, row) => sum + (row.text ?? JSON.stringify(row.event)).length, 0) / sample.length;
  return Math.max(ROWS_MIN, Math.min(ROWS_MAX, limit * 4, Math.floor(PAGE_CHARACTERS / Math.max(1, mean))));
}
