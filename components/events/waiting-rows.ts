import type { EventRow } from "./event-rows.ts";

/** New events that are not shown yet. */
export interface Waiting {
  /** Of which list. */
  list: string;
  rows: EventRow[];
  /** More came than is kept: none is, and the list has to be loaded again to show them. */
  isOver: boolean;
}

/** So many new events are kept for later; beyond, they are cheaper to load again than to keep. */
export const WAITING_ROWS_MAX = 20_000;

export const NONE_WAITING: Waiting = { list: "", rows: [], isOver: false };

/** With the new rows, unless that makes too many. */
export function withWaiting(old: Waiting, list: string, rows: readonly EventRow[]): Waiting {
  const kept = old.list === list ? old : NONE_WAITING;
  if (kept.isOver || kept.rows.length + rows.length > WAITING_ROWS_MAX) return { list, rows: [], isOver: true };
  return { list, rows: kept.rows.concat(rows), isOver: false };
}
