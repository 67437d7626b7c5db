import type { SealedEvent } from "#tlog";

/** One line of the list. */
export interface EventRow {
  seq: number;
  event: SealedEvent;
  /** Paths that are masked for the reader and were taken out of this event. */
  masked?: readonly string[];
}

export type Order = "newest" | "oldest";

/** As the server orders: by `occurred_at`, then `seq`. Below 0 when `a` stands before `b`. */
function compare(a: EventRow, b: EventRow, order: Order): number {
  const older = a.event.occurred_at === b.event.occurred_at ? a.seq < b.seq : a.event.occurred_at < b.event.occurred_at;
  if (a.seq === b.seq) return 0;
  return older === (order === "oldest") ? -1 : 1;
}

/** Where the row stands or would stand in the list, by halving. */
export function indexOfRow(rows: readonly EventRow[], row: EventRow, order: Order): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compare(rows[middle]!, row, order) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Those of the arrived rows that the list lacks and that do not belong to a page to come, each once and in order. */
export function freshRows(
  rows: readonly EventRow[],
  arrived: readonly EventRow[],
  hasMore: boolean,
  order: Order = "newest",
): EventRow[] {
  const last = rows.at(-1);
  return arrived
    .toSorted((a, b) => compare(a, b, order))
    .filter((row, at, sorted) => at === 0 || sorted[at - 1]!.seq !== row.seq)
    .filter((row) => rows[indexOfRow(rows, row, order)]?.seq !== row.seq)
    .filter((row) => !(hasMore && last && compare(last, row, order) < 0));
}

/**
 * The rows with the arrived ones in their places; rows that are there already stay single. With `hasMore`, what belongs below the last
 * loaded row is left out: its page will bring it. Looks at the arrived rows and at a few of the others, however many those are.
 */
export function mergeRows(
  rows: EventRow[],
  arrived: readonly EventRow[],
  hasMore: boolean,
  order: Order = "newest",
): EventRow[] {
  const fresh = freshRows(rows, arrived, hasMore, order);
  if (fresh.length === 0) return rows;
  const parts: EventRow[][] = [];
  let taken = 0;
  let run: EventRow[] = [];
  for (const row of fresh) {
    const at = indexOfRow(rows, row, order);
    if (at > taken) {
      parts.push(run, rows.slice(taken, at));
      run = [];
      taken = at;
    }
    run.push(row);
  }
  parts.push(run, rows.slice(taken));
  return ([] as EventRow[]).concat(...parts);
}
