import { useEffect, useState } from "react";
import { apiGet, apiPath } from "./api-fault.ts";
import type { EventRow } from "./event-rows.ts";
import { termText } from "./query-text.ts";

const AROUND_MS = 10 * 60_000;
const AROUND_ROWS = 200;

/** What the actor of an event did from 10 minutes before it to 10 minutes after. */
export interface Around {
  /** The oldest first, without the event itself. */
  rows: EventRow[];
  deniedCount: number;
  /** There are more than were loaded. */
  isLowerBound: boolean;
  query: { q: string; from: string; to: string };
}

/** Null until it is known, and without an actor that can be told from others. */
export function useAround(tenant: string, row: EventRow, isSettled: boolean): Around | null {
  const [found, setFound] = useState<{ eventId: string; around: Around } | null>(null);
  const { id: eventId, actor, occurred_at } = row.event;
  const actorId = actor.id;
  const isMissing = actorId !== undefined && found?.eventId !== eventId;
  useEffect(() => {
    if (!isMissing || !isSettled) return;
    const controller = new AbortController();
    const atMs = Date.parse(occurred_at);
    const query = {
      q: termText("actor.id", actorId),
      from: new Date(atMs - AROUND_MS).toISOString(),
      to: new Date(atMs + AROUND_MS + 1).toISOString(),
    };
    const load = async () => {
      const url = apiPath("/api/v1/events", {
        tenant,
        ...query,
        order: "oldest",
        reads: "hide",
        limit: String(AROUND_ROWS),
      });
      const { response } = await apiGet(url, controller.signal);
      if (!response) return;
      const page = (await response.json()) as { records: EventRow[]; next_cursor: string | null };
      const rows = page.records.filter(({ event }) => event.id !== eventId);
      const deniedCount = rows.filter(({ event }) => event.outcome === "denied").length;
      setFound({ eventId, around: { rows, deniedCount, isLowerBound: page.next_cursor !== null, query } });
    };
    load().catch(() => {});
    return () => controller.abort();
  }, [isMissing, isSettled, tenant, actorId, eventId, occurred_at]);
  return found?.eventId === eventId ? found.around : null;
}
