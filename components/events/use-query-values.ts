import { useEffect, useRef, useState } from "react";
import { useServerClock } from "../frame/clock.tsx";
import type { EventsAddress } from "./address.ts";
import { apiGet, apiPath } from "./api-fault.ts";
import type { FacetData, FacetValue } from "./explore-data.ts";
import { countParameters } from "./use-explore.ts";

const DEBOUNCE_MS = 150;
const VALUES = 30;
/** Fields whose values are ids with names, which the server finds by the id alone. */
const NAMED = /^(actor|target)\.id$/;

interface Options {
  tenant: string;
  /** Where the values are to occur; its query without what is being written. */
  address: EventsAddress;
  timeZone: string;
  /** Undefined while no value is being written. */
  field: string | undefined;
  typed: string;
}

const NONE: FacetValue[] = [];

/** The values of a field that occur in the range and hold what is typed; none of a field that is masked for the reader. */
export function useQueryValues({ tenant, address, timeZone, field, typed }: Options) {
  const [found, setFound] = useState<{ field: string; values: FacetValue[] } | null>(null);
  const refused = useRef(new Set<string>());
  const clock = useServerClock();
  const { q, range, from, to } = address;
  const latest = useRef(address);
  latest.current = address;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the parts of the address that count
  useEffect(() => {
    if (field === undefined || refused.current.has(field)) return;
    const controller = new AbortController();
    const { signal } = controller;
    const load = async (find: string): Promise<FacetValue[]> => {
      const parameters = countParameters(tenant, latest.current, timeZone, clock.now());
      const url = apiPath("/api/v1/facets", { ...parameters, field, find, limit: String(VALUES) });
      const { response, fault } = await apiGet(url, signal);
      if (fault?.fields.some(({ path }) => path === "field")) refused.current.add(field);
      return response ? ((await response.json()) as FacetData).values : [];
    };
    const loadAll = async () => {
      const lists = await Promise.all([load(typed), ...(typed !== "" && NAMED.test(field) ? [load("")] : [])]);
      signal.throwIfAborted();
      const values = new Map(lists.flat().map((one) => [one.value, one]));
      setFound({ field, values: [...values.values()] });
    };
    const timer = setTimeout(() => loadAll().catch(() => {}), DEBOUNCE_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [tenant, q, range, from, to, timeZone, field, typed, clock]);
  const isKnown = found !== null && found.field === field;
  return {
    values: isKnown ? found.values : NONE,
    isLoading: field !== undefined && !isKnown && !refused.current.has(field),
  };
}
