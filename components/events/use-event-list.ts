import { useCallback, useEffect, useMemo, useReducer, useRef } from "react";
import { useServerClock } from "../frame/clock.tsx";
import { boundsOf, type EventsAddress, listKey } from "./address.ts";
import { type ApiFault, apiGet, apiPath } from "./api-fault.ts";
import type { EventRow } from "./event-rows.ts";
import { type FirstPage, type ListPage, listStateOf, type NextPage, reduceList } from "./list-state.ts";
import { readsIn } from "./query-text.ts";

export type { FirstPage } from "./list-state.ts";

const FIRST_ROWS = 100;
const PAGE_ROWS = 500;

interface ListAnswer {
  records: EventRow[];
  next_cursor: string | null;
  is_partial: boolean;
  covered_from: string | null;
}

/** An answer of the server as a page of the list. */
export const pageOf = (answer: ListAnswer): ListPage => ({
  rows: answer.records,
  nextCursor: answer.next_cursor,
  isPartial: answer.is_partial,
  searchedTo: answer.covered_from,
});

interface Options {
  tenant: string;
  address: EventsAddress;
  timeZone: string;
  first: FirstPage;
  ledgerSize: number;
  /** Is told of every row that the list gets, once or more often. */
  onRows: (rows: EventRow[]) => void;
}

/** The list of an address: the server's first page, then pages and other filters from the machine API. */
export function useEventList({ tenant, address, timeZone, first, ledgerSize, onRows }: Options) {
  const [state, dispatch] = useReducer(reduceList, first, listStateOf);
  const key = listKey(address, timeZone);
  const shownKey = useRef(state.key);
  const running = useRef<AbortController | null>(null);
  const sizeNow = useRef(ledgerSize);
  sizeNow.current = Math.max(sizeNow.current, ledgerSize);
  const clock = useServerClock();
  const now = useRef({ state, key, address, timeZone, onRows });
  now.current = { state, key, address, timeZone, onRows };

  const fetchPage = useCallback(
    async ({ bounds, timeZone, cursor }: NextPage, limit: number, signal: AbortSignal) => {
      const { address } = now.current;
      const url = apiPath("/api/v1/events", {
        tenant,
        q: address.q,
        reads: readsIn(address.q),
        time_zone: timeZone,
        order: address.order === "oldest" ? "oldest" : undefined,
        ...bounds,
        limit: String(limit),
        cursor,
      });
      const { response, fault } = await apiGet(url, signal);
      if (fault) return { fault };
      const page = pageOf((await response.json()) as ListAnswer);
      signal.throwIfAborted();
      now.current.onRows(page.rows);
      return { page };
    },
    [tenant],
  );

  const load = useCallback(() => {
    const { key, address, timeZone } = now.current;
    const signal = begin(running);
    shownKey.current = key;
    dispatch({ type: "load" });
    const asked = { bounds: boundsOf(address, clock.now()), timeZone };
    const tailFrom = sizeNow.current;
    fetchPage(asked, FIRST_ROWS, signal).then(
      ({ fault, page }) =>
        dispatch(
          fault
            ? { type: "fail", key, fault: fault as ApiFault }
            : { type: "loaded", key, order: address.order, asked, page, tailFrom },
        ),
      () => {},
    );
  }, [fetchPage, clock]);
  useEffect(() => {
    if (key !== shownKey.current) load();
  }, [key, load]);
  useEffect(() => () => running.current?.abort(), []);

  const loadMore = useCallback(() => {
    const { state, key } = now.current;
    const { next, loads } = state;
    if (next === null || state.key !== key || (state.status !== "ready" && state.status !== "more-failed")) return;
    // At once, not with the next drawing: two calls in one go would ask for the same page twice.
    now.current.state = { ...state, status: "more" };
    dispatch({ type: "more" });
    fetchPage(next, PAGE_ROWS, begin(running)).then(
      ({ fault, page }) =>
        dispatch(
          fault
            ? { type: "more-fail", load: loads, fault: fault as ApiFault }
            : { type: "more-loaded", load: loads, asked: next, page },
        ),
      () => {},
    );
  }, [fetchPage]);

  const arrive = useCallback((rows: EventRow[]) => {
    now.current.onRows(rows);
    dispatch({ type: "arrive", rows, timeZone: now.current.timeZone });
  }, []);
  const isStale = state.status === "loading" || state.key !== key;
  return useMemo(
    () => ({
      ...state,
      hasMore: state.next !== null,
      isStale,
      /** Whether scrolling near the end brings the next page; an answer that ran out of time waits to be asked. */
      canLoadMore: state.next !== null && state.status === "ready" && !state.isPartial && !isStale,
      load,
      loadMore,
      arrive,
    }),
    [state, isStale, load, loadMore, arrive],
  );
}

export type EventList = ReturnType<typeof useEventList>;

function begin(running: { current: AbortController | null }): AbortSignal {
  running.current?.abort();
  running.current = new AbortController();
  return running.current.signal;
}
