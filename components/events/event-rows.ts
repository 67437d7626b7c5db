import type { SealedEvent } from "#tlog";

/** One line of the list. */
export interface EventRow {
  seq: number;
  event: SealedEvent;
  /** Paths that are masked for the reader and were taken out of this event. */
  masked?: readonly string[];
}

/** Newest first, as the server orders: by `occurred_at`, then `seq`. */
function isBefore(a: EventRow, b: EventRow): boolean {
  if (a.event.occurred_at !== b.event.occurred_at) return a.event.occurred_at > b.event.occurred_at;
  return a.seq > b.seq;
}

/**
 * The rows with the arrived ones in their places; rows that are there already stay single. With `hasMore`, what belongs below the last
 * loaded row is left out: its page will bring it.
 */
export function mergeRows(rows: EventRow[], arrived: EventRow[], hasMore: boolean): EventRow[] {
  const known = new Set(rows.map((row) => row.event.id));
  const last = rows.at(-1);
  const fresh = arrived
    .filter((row, at) => !known.has(row.event.id) && arrived.findIndex((one) => one.event.id === row.event.id) === at)
    .filter((row) => !(hasMore && last && isBefore(last, row)))
    .sort((a, b) => (isBefore(a, b) ? -1 : 1));
  if (fresh.length === 0) return rows;
  const merged: EventRow[] = [];
  let next = 0;
  for (const row of rows) {
    while (next < fresh.length && isBefore(fresh[next]!, row)) merged.push(fresh[next++]!);
    merged.push(row);
  }
  return [...merged, ...fresh.slice(next)];
}

/** How many of the arrived rows the list does not have. */
export function countFresh(rows: EventRow[], arrived: EventRow[]): number {
  const known = new Set(rows.map((row) => row.event.id));
  return new Set(arrived.map((row) => row.event.id).filter((id) => !known.has(id))).size;
}
