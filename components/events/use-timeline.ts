import { useCallback, useEffect, useRef, useState } from "react";
import { type ApiFault, apiGet, apiPath } from "./api-fault.ts";
import type { EventRow } from "./event-rows.ts";
import { termText } from "./query-text.ts";
import { type TimelineRows, withLastRows, withNextRows } from "./timeline-rows.ts";

export const TIMELINE_ROWS = 100;

interface State {
  key: string;
  /** The event that was to be on it when it was last asked for. */
  askedFor: string;
  data: TimelineRows | null;
  fault: ApiFault | null;
  isLoading: boolean;
}

export interface Timeline {
  field: "session" | "request";
  value: string;
  data: TimelineRows | null;
  fault: ApiFault | null;
  isLoading: boolean;
  /** Loads what follows the first rows, or the last ones. */
  more: (where: "between" | "after") => void;
  retry: () => void;
}

/** What of a timeline is asked for. */
export interface TimelineQuestion {
  tenant: string;
  field: "session" | "request";
  value: string | undefined;
  /** The event that must be on it. */
  current: EventRow;
  /** Whether searches and views in Sealtrail itself are on it. */
  reads: "show" | "hide";
}

type Page = { rows: EventRow[]; nextCursor: string | null };

async function fetchPage(
  { tenant, field, value, reads }: TimelineQuestion,
  more: { cursor?: string; from?: string },
  signal: AbortSignal,
): Promise<{ page: Page; fault?: never } | { page?: never; fault: ApiFault }> {
  const url = apiPath("/api/v1/events", {
    tenant,
    q: termText(field, value ?? ""),
    order: "oldest",
    limit: String(TIMELINE_ROWS),
    reads,
    ...more,
  });
  const { response, fault } = await apiGet(url, signal);
  if (fault) return { fault };
  const body = (await response.json()) as { records: EventRow[]; next_cursor: string | null };
  return { page: { rows: body.records, nextCursor: body.next_cursor } };
}

/** The first page, and where the current event is not on it, the page that begins with it. */
async function fetchTimeline(
  question: TimelineQuestion,
  signal: AbortSignal,
): Promise<{ data?: TimelineRows; fault?: ApiFault }> {
  const { current } = question;
  const first = await fetchPage(question, {}, signal);
  if (first.fault) return { fault: first.fault };
  const whole = { ...first.page, later: null };
  if (first.page.nextCursor === null || first.page.rows.some((row) => row.event.id === current.event.id))
    return { data: whole };
  const later = await fetchPage(question, { from: current.event.occurred_at }, signal);
  if (later.fault) return { fault: later.fault };
  return { data: later.page.rows.length === 0 ? whole : { ...first.page, later: later.page } };
}

/** The events of the session or the request; fetched once for all that share it. Null without one. */
export function useTimeline(question: TimelineQuestion, isSettled: boolean): Timeline | null {
  const { tenant, field, value, reads } = question;
  const key = JSON.stringify([tenant, value, reads]);
  const [state, setState] = useState<State>({ key: "", askedFor: "", data: null, fault: null, isLoading: false });
  const latest = useRef(question);
  latest.current = question;
  const running = useRef<AbortController | null>(null);
  const shown = state.key === key ? state : null;
  const eventId = question.current.event.id;
  const isOn = [...(shown?.data?.rows ?? []), ...(shown?.data?.later?.rows ?? [])].some(
    (row) => row.event.id === eventId,
  );
  // It may be beyond what was loaded for the event before it. What is left out of the timeline is looked for once.
  const isBeyond = shown !== null && shown.askedFor !== eventId && !shown.isLoading && !isOn && hasMore(shown.data);
  const isMissing = value !== undefined && (!shown || isBeyond);

  const load = useCallback(() => {
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    const askedFor = latest.current.current.event.id;
    setState({ key, askedFor, data: null, fault: null, isLoading: true });
    fetchTimeline(latest.current, controller.signal).then(
      ({ data = null, fault = null }) => setState({ key, askedFor, data, fault, isLoading: false }),
      () => setState((old) => (old.key === key && old.isLoading ? { ...old, key: "", isLoading: false } : old)),
    );
  }, [key]);
  useEffect(() => {
    if (isMissing && isSettled) load();
  }, [isMissing, isSettled, load]);
  useEffect(() => () => running.current?.abort(), []);

  const more = (where: "between" | "after") => {
    const { data } = state;
    const cursor = where === "after" && data?.later ? data.later.nextCursor : data?.nextCursor;
    if (!data || !cursor || state.isLoading) return;
    const controller = new AbortController();
    running.current = controller;
    setState({ ...state, fault: null, isLoading: true });
    fetchPage(question, { cursor }, controller.signal).then(
      ({ page, fault }) =>
        setState((old) => {
          if (old.key !== key || !old.data) return old;
          if (fault) return { ...old, fault, isLoading: false };
          const grow = where === "after" ? withLastRows : withNextRows;
          return { ...old, data: grow(old.data, page.rows, page.nextCursor), isLoading: false };
        }),
      () => {},
    );
  };
  if (value === undefined) return null;
  const { data = null, fault = null } = shown ?? {};
  return { field, value, data, fault, isLoading: shown?.isLoading ?? true, more, retry: load };
}

const hasMore = (data: TimelineRows | null) => data !== null && (data.nextCursor !== null || data.later !== null);
