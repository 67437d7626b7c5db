import type { EventRow } from "./event-rows.ts";
import { span } from "./times.ts";

/**
 * The events that share a session or a request, the oldest first. `rows` are those from the beginning on; `later`, where there are more in
 * between than were loaded, those from the current event on. A cursor is null where nothing more follows.
 */
export interface TimelineRows {
  rows: EventRow[];
  nextCursor: string | null;
  later: { rows: EventRow[]; nextCursor: string | null } | null;
}

const isAtOrAfter = (row: EventRow, other: EventRow) =>
  row.event.occurred_at > other.event.occurred_at ||
  (row.event.occurred_at === other.event.occurred_at && row.seq >= other.seq);

/** The timeline with the page that follows the first rows; once it reaches the later ones, the two are one. */
export function withNextRows(timeline: TimelineRows, page: EventRow[], nextCursor: string | null): TimelineRows {
  const rows = [...timeline.rows, ...page];
  const { later } = timeline;
  const firstLater = later?.rows[0];
  const last = rows.at(-1);
  if (!later || !firstLater) return { rows, nextCursor, later: null };
  if (nextCursor !== null && last && !isAtOrAfter(last, firstLater)) return { rows, nextCursor, later };
  const known = new Set(rows.map((row) => row.event.id));
  return {
    rows: [...rows, ...later.rows.filter((row) => !known.has(row.event.id))],
    nextCursor: later.nextCursor,
    later: null,
  };
}

/** The timeline with the page that follows the last rows. */
export function withLastRows(timeline: TimelineRows, page: EventRow[], nextCursor: string | null): TimelineRows {
  if (!timeline.later) return withNextRows(timeline, page, nextCursor);
  return { ...timeline, later: { rows: [...timeline.later.rows, ...page], nextCursor } };
}

/** How many events the timeline has, as far as it is loaded: "14", "100+". */
export function timelineCount({ rows, nextCursor, later }: TimelineRows): string {
  const loaded = rows.length + (later?.rows.length ?? 0);
  return `${loaded}${nextCursor !== null || later ? "+" : ""}`;
}

/** How long after the event before: "at the same time", "310 ms later", "14 min later", "3 h 20 min later", "2 d later". */
export function gapWords(fromIso: string, toIso: string): string {
  const ms = Date.parse(toIso) - Date.parse(fromIso);
  if (ms <= 0) return "at the same time";
  if (ms < 1_000) return `${ms} ms later`;
  const s = Math.floor(ms / 1_000);
  if (s < 3_600 || s >= 86_400) return `${span(s)} later`;
  const min = Math.floor((s % 3_600) / 60);
  return `${span(s)}${min > 0 ? ` ${min} min` : ""} later`;
}
