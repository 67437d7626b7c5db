import { useEffect, useState } from "react";
import { readQuery } from "#query";
import { apiGet, apiPath } from "../events/api-fault.ts";
import type { EventRow } from "../events/event-rows.ts";
import { eventsIn, type HistogramData } from "../events/explore-data.ts";
import { readsIn } from "../events/query-text.ts";
import { useServerClock } from "../frame/clock.tsx";

/** What of the last days a query finds. */
export interface QuerySight {
  query: string;
  /** Undefined while it is counted, and where it cannot be. */
  found: { count: number; isLowerBound: boolean; rows: EventRow[] } | undefined;
  fault: string | undefined;
}

export const PREVIEW_DAYS = 7;
const DEBOUNCE_MS = 300;
const DAY_MS = 86_400_000;

/** What each of the queries finds in the last days, as their reader sees it; asked a moment after the last change. */
export function useRulePreview(
  tenant: { slug: string; timeZone: string },
  queries: readonly string[],
  rows: number,
): QuerySight[] {
  const key = JSON.stringify(queries);
  const [sights, setSights] = useState<Record<string, QuerySight>>({});
  const clock = useServerClock();
  const { slug, timeZone } = tenant;
  useEffect(() => {
    const stop = new AbortController();
    const ask = async (query: string) => {
      const from = new Date(clock.now() - PREVIEW_DAYS * DAY_MS).toISOString();
      const shared = { tenant: slug, q: query, reads: readsIn(query), time_zone: timeZone, from };
      const [counted, listed] = await Promise.all([
        apiGet(apiPath("/api/v1/histogram", shared), stop.signal),
        apiGet(apiPath("/api/v1/events", { ...shared, limit: String(rows) }), stop.signal),
      ]);
      const fault = counted.fault ?? listed.fault;
      if (fault || !counted.response || !listed.response) return { query, found: undefined, fault: fault?.message };
      const data = (await counted.response.json()) as HistogramData;
      const { records } = (await listed.response.json()) as { records: EventRow[] };
      const found = { count: eventsIn(data), isLowerBound: data.is_lower_bound, rows: records };
      return { query, found, fault: undefined };
    };
    const timer = setTimeout(() => {
      for (const query of JSON.parse(key) as string[])
        if (readQuery(query, { timeZone }).faults.length === 0)
          ask(query).then(
            (sight) => !stop.signal.aborted && setSights((now) => ({ ...now, [query]: sight })),
            () => {},
          );
    }, DEBOUNCE_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [key, slug, timeZone, rows, clock]);
  return queries.map((query) => sights[query] ?? { query, found: undefined, fault: undefined });
}
