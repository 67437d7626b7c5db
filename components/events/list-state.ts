import { boundsOf, type EventsAddress, listKey } from "./address.ts";
import type { ApiFault } from "./api-fault.ts";
import { type EventRow, mergeRows, type Order } from "./event-rows.ts";

export interface Bounds {
  from?: string;
  to?: string;
}

/** The page that comes next: its cursor, and what the cursor is bound to. */
export interface NextPage {
  bounds: Bounds;
  timeZone: string;
  cursor?: string;
}

/** One answer of the list. */
export interface ListPage {
  rows: EventRow[];
  nextCursor: string | null;
  /** Time ran out: the rows are right, but only a part was looked at. */
  isPartial: boolean;
  /** How far the part reaches; null when nothing was looked at. */
  searchedTo: string | null;
}

/** The list that the server put into the page. */
export interface FirstPage extends ListPage {
  address: EventsAddress;
  /** Whose clock the server read the query by. */
  timeZone: string;
  nowMs: number;
  fault: ApiFault | null;
  /** Events in the ledger before the list was read: where the live tail begins. */
  ledgerSize: number;
}

export interface ListState {
  key: string;
  /** Counts the times that the list began anew. */
  loads: number;
  order: Order;
  bounds: Bounds;
  rows: EventRow[];
  next: NextPage | null;
  isPartial: boolean;
  searchedTo: string | null;
  /** `loading`: the rows are those of the last filter. */
  status: "ready" | "loading" | "more" | "failed" | "more-failed";
  fault: ApiFault | null;
  tailFrom: number;
  /** How many rows paging has brought, which arriving ones may not push out. */
  pagedRows: number;
}

export type ListChange =
  | { type: "load" }
  | { type: "loaded"; key: string; order: Order; asked: NextPage; page: ListPage; tailFrom: number }
  | { type: "fail"; key: string; fault: ApiFault }
  | { type: "more" }
  | { type: "more-loaded"; load: number; asked: NextPage; page: ListPage }
  | { type: "more-fail"; load: number; fault: ApiFault }
  | { type: "arrive"; rows: EventRow[]; timeZone: string };

/** As many rows as stay while new ones arrive at the top of a list that nobody pages down. */
export const LIVE_ROWS_KEPT = 10_000;
const LIVE_ROWS_SLACK = 5_000;

/** What a page says of the list besides its rows. */
const endOf = ({ nextCursor, isPartial, searchedTo }: ListPage, asked: NextPage) => ({
  next: nextCursor === null ? null : { ...asked, cursor: nextCursor },
  isPartial: isPartial && nextCursor !== null,
  searchedTo,
});

export function listStateOf(first: FirstPage): ListState {
  const bounds = boundsOf(first.address, first.nowMs);
  return {
    key: listKey(first.address, first.timeZone),
    loads: 0,
    order: first.address.order,
    bounds,
    rows: first.rows,
    ...endOf(first, { bounds, timeZone: first.timeZone }),
    status: first.fault ? "failed" : "ready",
    fault: first.fault,
    tailFrom: first.ledgerSize,
    pagedRows: first.rows.length,
  };
}

export function reduceList(state: ListState, change: ListChange): ListState {
  switch (change.type) {
    case "load":
      return { ...state, status: "loading", fault: null };
    case "loaded":
      return {
        key: change.key,
        loads: state.loads + 1,
        order: change.order,
        bounds: change.asked.bounds,
        rows: change.page.rows,
        ...endOf(change.page, change.asked),
        status: "ready",
        fault: null,
        tailFrom: change.tailFrom,
        pagedRows: change.page.rows.length,
      };
    case "fail":
      return { ...state, key: change.key, status: "failed", fault: change.fault };
    case "more":
      return { ...state, status: "more", fault: null };
    case "more-loaded": {
      // Of a list that has begun anew since, or lost its end to arriving rows.
      if (change.load !== state.loads || state.status !== "more") return state;
      const rows = mergeRows(state.rows, change.page.rows, false, state.order);
      return {
        ...state,
        rows,
        ...endOf(change.page, change.asked),
        status: "ready",
        pagedRows: rows.length,
      };
    }
    case "more-fail":
      return change.load === state.loads ? { ...state, status: "more-failed", fault: change.fault } : state;
    case "arrive":
      return trimmed(
        { ...state, rows: mergeRows(state.rows, change.rows, state.next !== null, state.order) },
        change.timeZone,
      );
  }
}

/** A list that grew by arriving rows alone lets its end go, and finds it again by its time. */
function trimmed(state: ListState, timeZone: string): ListState {
  const kept = Math.max(LIVE_ROWS_KEPT, state.pagedRows);
  if (state.rows.length <= kept + LIVE_ROWS_SLACK) return state;
  const rows = state.rows.slice(0, kept);
  const justAfter = new Date(Date.parse(rows.at(-1)!.event.occurred_at) + 1).toISOString();
  return {
    ...state,
    rows,
    next: { bounds: { ...state.bounds, to: justAfter }, timeZone },
    isPartial: false,
    searchedTo: null,
    fault: null,
    status: state.status === "loading" ? "loading" : "ready",
  };
}
