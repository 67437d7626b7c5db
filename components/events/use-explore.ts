import { useCallback, useEffect, useRef, useState } from "react";
import { useServerClock } from "../frame/clock.tsx";
import { boundsOf, type EventsAddress, listKey } from "./address.ts";
import { type ApiFault, apiGet, apiPath } from "./api-fault.ts";
import type { ExploreData } from "./explore-data.ts";
import { readsIn } from "./query-text.ts";

const FACET_VALUES = 10;
const DEBOUNCE_MS = 150;
const REFRESH_MS = 10_000;

interface Options {
  tenant: string;
  address: EventsAddress;
  timeZone: string;
  /** Fields to count by. */
  fields: string[];
  /** Changes when events arrive; undefined while the list is loading, so that only what comes after it counts. */
  arrived: string | undefined;
}

interface State {
  key: string;
  fields: string;
  data: ExploreData | undefined;
  fault: ApiFault | null;
}

/** The parameters that every count of an address shares. */
export function countParameters(tenant: string, address: EventsAddress, timeZone: string, nowMs: number) {
  return { tenant, q: address.q, reads: readsIn(address.q), time_zone: timeZone, ...boundsOf(address, nowMs) };
}

/** Histogram and facets of an address. What was there stays until the new is; arriving events count again after a while, in a tab that is seen. */
export function useExplore({ tenant, address, timeZone, fields, arrived }: Options) {
  const key = listKey({ ...address, order: "newest" }, timeZone);
  const fieldsKey = fields.join(",");
  const [state, setState] = useState<State>({ key: "", fields: "", data: undefined, fault: null });
  const running = useRef<AbortController | null>(null);
  const loadedAtMs = useRef(0);
  const clock = useServerClock();

  const load = useCallback(
    async (isRefresh: boolean) => {
      running.current?.abort();
      const controller = new AbortController();
      running.current = controller;
      const parameters = countParameters(tenant, address, timeZone, clock.now());
      const { data, fault } = await fetchExplore(parameters, fieldsKey, controller.signal);
      controller.signal.throwIfAborted();
      loadedAtMs.current = Date.now();
      if (data) setState({ key, fields: fieldsKey, data, fault: null });
      else if (!isRefresh) setState((old) => ({ ...old, key, fields: fieldsKey, fault: fault ?? null }));
    },
    [tenant, address, timeZone, clock, key, fieldsKey],
  );
  const latest = useRef(load);
  latest.current = load;

  const isFirst = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list or other fields are counted anew, whatever else of the address changed
  useEffect(() => {
    const waitMs = isFirst.current ? 0 : DEBOUNCE_MS;
    isFirst.current = false;
    const timer = setTimeout(() => latest.current(false).catch(() => {}), waitMs);
    return () => {
      clearTimeout(timer);
      running.current?.abort();
    };
  }, [key, fieldsKey, tenant]);

  useRefresh(state.key === key ? arrived : undefined, key, loadedAtMs, latest);
  const retry = useCallback(() => void latest.current(false).catch(() => {}), []);
  return {
    data: state.data,
    fault: state.key === key ? state.fault : null,
    isStale: state.data !== undefined && state.key !== key,
    retry,
  };
}

export type Explore = ReturnType<typeof useExplore>;

/** Loads again when events arrived since the last load: ten seconds after it at the earliest, and only while the tab is seen. */
function useRefresh(
  arrived: string | undefined,
  key: string,
  loadedAtMs: { current: number },
  latest: { current: (isRefresh: boolean) => Promise<void> },
) {
  const counted = useRef<{ key: string; arrived: string } | null>(null);
  useEffect(() => {
    if (arrived === undefined) return;
    if (counted.current?.key !== key) counted.current = { key, arrived };
    if (counted.current.arrived === arrived) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const wait = () => {
      clearTimeout(timer);
      if (document.hidden) return;
      timer = setTimeout(refresh, Math.max(0, loadedAtMs.current + REFRESH_MS - Date.now()));
    };
    const refresh = () => {
      counted.current = { key, arrived };
      latest.current(true).catch(() => {});
    };
    wait();
    document.addEventListener("visibilitychange", wait);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", wait);
    };
  }, [arrived, key, loadedAtMs, latest]);
}

type Parameters = ReturnType<typeof countParameters>;

async function fetchExplore(parameters: Parameters, fields: string, signal: AbortSignal) {
  const url = apiPath("/api/v1/explore", {
    ...parameters,
    fields,
    limit: String(FACET_VALUES),
    previous: "true",
  });
  const { response, fault } = await apiGet(url, signal);
  return fault ? { fault } : { data: (await response.json()) as ExploreData };
}
