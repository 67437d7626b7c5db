import { listForFile, type VisibleRows } from "../events/index.ts";
import type { Position } from "../query/index.ts";
import { requestOf } from "./export-rows.ts";
import { ExportFailure, type Job } from "./job.ts";
import { selectionOf } from "./preview-export.ts";

/** Nothing was found for so many parts in a row at one place: it never will be. */
const STALLS_MAX = 5;

/**
 * The rows of an export in its order from a position on, part by part, each with where to go on. The database reads ahead of what is worked on,
 * and waits where that takes longer. Transactions are short: of tens of thousands of rows. The rows are those of the ledger as it was when the
 * export was asked for.
 */
export async function* readPages(
  job: Job,
  from: Position | null,
  order?: "newest" | "oldest",
): AsyncGenerator<VisibleRows> {
  const { row, context } = job;
  const selection = {
    ...selectionOf(row),
    order: order ?? requestOf(row).order,
    endSeq: Number(row.ledgerSize),
  };
  let stalls = 0;
  let at = from;
  do {
    for await (const part of listForFile({ ...selection, after: at ?? undefined }, context, "events.read")) {
      stalls = part.rows.length === 0 && part.next && at && isSame(part.next, at) ? stalls + 1 : 0;
      at = part.next;
      yield part;
    }
    if (stalls >= STALLS_MAX)
      throw new ExportFailure(
        "too_slow",
        "The events that fit could not be found in time: choose a shorter range, or fewer or narrower conditions.",
      );
  } while (at);
}

const isSame = (a: Position, b: Position) => a.occurredAtMs === b.occurredAtMs && a.seq === b.seq;
