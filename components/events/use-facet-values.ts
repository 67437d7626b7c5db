import { useEffect, useRef, useState } from "react";
import { useServerClock } from "../frame/clock.tsx";
import { type EventsAddress, listKey } from "./address.ts";
import { apiGet, apiPath } from "./api-fault.ts";
import type { FacetData } from "./explore-data.ts";
import { countParameters } from "./use-explore.ts";

const LONG_VALUES = 50;
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

/** What asks for the ids of those whose name contains a text; undefined for a field that is no id of something named. */
export function nameTerm(field: string, text: string): string | undefined {
  const named = /^(actor|target)\.id$/.exec(field)?.[1];
  return named && `${named}.name:*${text.replace(/[\s"()\\*,<>]/g, "\\$&")}*`;
}

/** What was found by id and what by name, each once, the most frequent first. */
export function withFound(byId: FacetData, byName: FacetData): FacetData {
  const known = new Set(byId.values.map(({ value }) => value));
  const values = [...byId.values, ...byName.values.filter(({ value }) => !known.has(value))];
  const isBound = byId.is_lower_bound ? byId : byName;
  return {
    ...byId,
    values: values.sort((a, b) => b.count - a.count).slice(0, LONG_VALUES),
    others: Math.max(byId.others, byName.others),
    is_lower_bound: isBound.is_lower_bound,
    covered_from: isBound.covered_from,
  };
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
      const shared = countParameters(tenant, latest.current, timeZone, clock.now());
      const get = async (more: { q?: string; find?: string }) => {
        const url = apiPath("/api/v1/facets", { ...shared, field, limit: String(LONG_VALUES), ...more });
        const { response, fault } = await apiGet(url, controller.signal);
        return fault ? { fault } : { data: (await response.json()) as FacetData };
      };
      const named = find ? nameTerm(field, find) : undefined;
      const [{ data, fault }, byName] = await Promise.all([
        get({ find }),
        named ? get({ q: `${shared.q} ${named}` }) : undefined,
      ]);
      controller.signal.throwIfAborted();
      if (data) setAnswer({ key, data: byName?.data ? withFound(data, byName.data) : data });
      else setAnswer({ key, message: fault.message });
    };
    const timer = setTimeout(() => load().catch(() => {}), DEBOUNCE_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [isOn, key, tenant, timeZone, field, find, clock]);
  return { data: answer?.data, message: answer?.message, isStale: isOn && answer?.key !== key };
}
