import { useEffect, useMemo, useState } from "react";
import { type ApiFault, apiGet, apiPath } from "./api-fault.ts";
import type { EventRow } from "./event-rows.ts";

interface Fetched {
  id: string;
  row?: EventRow;
  fault?: ApiFault;
}

/** The open event: from the list when it is there, else fetched by its id. */
export function useOpenEvent(tenant: string, id: string | undefined, rows: EventRow[], first: Fetched | null) {
  const [fetched, setFetched] = useState<Fetched | null>(first);
  const listed = useMemo(() => (id === undefined ? undefined : rows.find((row) => row.event.id === id)), [id, rows]);
  const isMissing = id !== undefined && !listed && fetched?.id !== id;
  useEffect(() => {
    if (!isMissing || id === undefined) return;
    const controller = new AbortController();
    const load = async () => {
      const { response, fault } = await apiGet(
        apiPath(`/api/v1/events/${encodeURIComponent(id)}`, { tenant }),
        controller.signal,
      );
      setFetched(fault ? { id, fault } : { id, row: (await response.json()) as EventRow });
    };
    load().catch(() => {});
    return () => controller.abort();
  }, [isMissing, id, tenant]);
  // Kept for as long as it is open: the list may be filtered to one without it.
  useEffect(() => {
    if (listed && fetched?.row !== listed) setFetched({ id: listed.event.id, row: listed });
  }, [listed, fetched]);
  const own = fetched?.id === id ? fetched : null;
  return { row: listed ?? own?.row, fault: own?.fault ?? null };
}
