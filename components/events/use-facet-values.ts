import { useEffect, useRef, useState } from "react";
import { useServerClock } from "../frame/clock.tsx";
import { type EventsAddress, listKey } from "./address.ts";
import { apiGet, apiPath } from "./api-fault.ts";
import type { FacetData } from "./explore-data.ts";
import { countParameters } from "./use-explore.ts";

export const LONG_VALUES = 50;
const DEBOUNCE_MS = 200;

interface Options {
  tenant: string;
  address: EventsAddress;
  timeZone: string;
  field: string;
  /** Only values that contain this text. */
  find: string;
  isOn: boolean;
}

interface Answer {
  key: string;
  data?: FacetData;
  message?: string;
}

/** More values of one facet than come with the others, or those that contain a text; the last answer until the next one is there. */
export function useFacetValues({ tenant, address, timeZone, field, find, isOn }: Options) {
  const [answer, setAnswer] = useState<Answer | null>(null);
  const clock = useServerClock();
  const key = JSON.stringify([listKey({ ...address, order: "newest" }, timeZone), field, find]);
  const latest = useRef(address);
  latest.current = address;
  useEffect(() => {
    if (!isOn) return setAnswer(null);
    const controller = new AbortController();
    const load = async () => {
      const url = apiPath("/api/v1/facets", {
        ...countParameters(tenant, latest.current, timeZone, clock.now()),
        field,
        find,
        limit: String(LONG_VALUES),
      });
      const { response, fault } = await apiGet(url, controller.signal);
      const data = response && ((await response.json()) as FacetData);
      controller.signal.throwIfAborted();
      setAnswer({ key, ...(data ? { data } : {}), ...(fault ? { message: fault.message } : {}) });
    };
    const timer = setTimeout(() => load().catch(() => {}), DEBOUNCE_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [isOn, key, tenant, timeZone, field, find, clock]);
  return { data: answer?.data, message: answer?.message, isStale: isOn && answer?.key !== key };
}
