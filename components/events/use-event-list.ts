import { useCallback, useEffect, useReducer, useRef } from "react";
import { useServerClock } from "../frame/clock.tsx";
import { boundsOf, type EventsAddress, listKey } from "./address.ts";
import { type ApiFault, apiGet, apiPath } from "./api-fault.ts";
import { type EventRow, mergeRows } from "./event-rows.ts";
import { readsIn } from "./query-text.ts";

/** The list that the server put into the page. */
export interface FirstPage {
  address: EventsAddress;
  nowMs: number;
  rows: EventRow[];
  nextCursor: string | null;
  fault: ApiFault | null;
  /** Events in the ledger before the list was read: where the live tail begins. */
  ledgerSize: number;
}

interface State {
  key: string;
  bounds: { from?: string; to?: string };
  rows: EventRow[];
  nextCursor: string | null;
  /** `loading`: the rows are those of the last filter. */
  status: "ready" | "loading" | "more" | "failed" | "more-failed";
  fault: ApiFault | null;
  tailFrom: number;
}

type Change =
  | { type: "load" }
  | { type: "loaded"; state: State }
  | { type: "fail"; key: string; fault: ApiFault }
  | { type: "more" }
  | { type: "more-loaded"; key: string; rows: EventRow[]; nextCursor: string | null }
  | { type: "more-fail"; key: string; fault: ApiFault }
  | { type: "arrive"; rows: EventRow[] };

const PAGE_ROWS = 100;

function reduce(state: State, change: Change): State {
  switch (change.type) {
    case "load":
      return { ...state, status: "loading", fault: null };
    case "loaded":
      return change.state;
    case "fail":
      return { ...state, key: change.key, status: "failed", fault: change.fault };
    case "more":
      return { ...state, status: "more", fault: null };
    case "more-loaded":
      if (change.key !== state.key) return state;
      return {
        ...state,
        rows: mergeRows(state.rows, change.rows, false),
        nextCursor: change.nextCursor,
        status: "ready",
      };
    case "more-fail":
      return change.key === state.key ? { ...state, status: "more-failed", fault: change.fault } : state;
    case "arrive":
      return { ...state, rows: mergeRows(state.rows, change.rows, state.nextCursor !== null) };
  }
}

function stateOf(first: FirstPage): State {
  return {
    key: listKey(first.address),
    bounds: boundsOf(first.address, first.nowMs),
    rows: first.rows,
    nextCursor: first.nextCursor,
    status: first.fault ? "failed" : "ready",
    fault: first.fault,
    tailFrom: first.ledgerSize,
  };
}

/** The list of an address: the server's first page, then pages and other filters from the machine API. */
export function useEventList(tenant: string, address: EventsAddress, first: FirstPage, ledgerSize: number) {
  const [state, dispatch] = useReducer(reduce, first, stateOf);
  const shownKey = useRef(state.key);
  const running = useRef<AbortController | null>(null);
  const sizeNow = useRef(ledgerSize);
  sizeNow.current = Math.max(sizeNow.current, ledgerSize);
  const key = listKey(address);
  const clock = useServerClock();

  const fetchPage = useCallback(
    async (bounds: State["bounds"], cursor: string | undefined, signal: AbortSignal) => {
      const url = apiPath("/api/v1/events", {
        tenant,
        q: address.q,
        reads: readsIn(address.q),
        ...bounds,
        limit: String(PAGE_ROWS),
        cursor,
      });
      const { response, fault } = await apiGet(url, signal);
      if (fault) return { fault };
      const page = (await response.json()) as { records: EventRow[]; next_cursor: string | null };
      return { rows: page.records, nextCursor: page.next_cursor };
    },
    [tenant, address.q],
  );

  const load = useCallback(() => {
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    shownKey.current = key;
    dispatch({ type: "load" });
    const bounds = boundsOf(address, clock.now());
    const tailFrom = sizeNow.current;
    fetchPage(bounds, undefined, controller.signal).then(
      ({ fault, rows = [], nextCursor = null }) =>
        dispatch(
          fault
            ? { type: "fail", key, fault }
            : { type: "loaded", state: { key, bounds, rows, nextCursor, status: "ready", fault: null, tailFrom } },
        ),
      () => {},
    );
  }, [key, address, fetchPage, clock]);

  const latestLoad = useRef(load);
  latestLoad.current = load;
  useEffect(() => {
    if (key !== shownKey.current) latestLoad.current();
  }, [key]);
  useEffect(() => () => running.current?.abort(), []);

  const canLoadMore = state.nextCursor !== null && state.status === "ready" && state.key === key;
  const loadMore = useCallback(() => {
    if (state.nextCursor === null || state.status === "more" || state.status === "loading") return;
    const controller = new AbortController();
    running.current = controller;
    dispatch({ type: "more" });
    fetchPage(state.bounds, state.nextCursor, controller.signal).then(
      ({ fault, rows = [], nextCursor = null }) =>
        dispatch(
          fault
            ? { type: "more-fail", key: state.key, fault }
            : { type: "more-loaded", key: state.key, rows, nextCursor },
        ),
      () => {},
    );
  }, [state, fetchPage]);

  const arrive = useCallback((rows: EventRow[]) => dispatch({ type: "arrive", rows }), []);
  return { ...state, isStale: state.status === "loading" || state.key !== key, canLoadMore, load, loadMore, arrive };
}

export type EventList = ReturnType<typeof useEventList>;
