import { formatTerm, QUERY_CHARACTERS_MAX } from "#query";
import type { View } from "../charts/view.ts";
import { instantOf, wallTime } from "../events/times.ts";

const QUARTER_MS = 900_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

const two = (number: number) => String(number).padStart(2, "0");

/** "09:00–10:00" */
export const hourText = (hour: number): string => `${two(hour)}:00–${two((hour + 1) % 24)}:00`;

/**
 * Every stretch of a range in which the clock of the zone showed the hour (0 to 23) of the weekday (0 is Monday), in order. Where clocks are set
 * back it shows an hour twice, where they are set forward not at all.
 */
export function hourSpans(weekday: number, hour: number, range: View, timeZone: string): View[] {
  const spans: View[] = [];
  const lastDay = wallTime(range.toMs, timeZone).slice(0, 10);
  for (let dayMs = Date.parse(wallTime(range.fromMs, timeZone).slice(0, 10)); ; dayMs += DAY_MS) {
    const day = new Date(dayMs).toISOString().slice(0, 10);
    if (day > lastDay) return spans;
    if ((new Date(dayMs).getUTCDay() + 6) % 7 !== weekday) continue;
    const shown = `${day} ${two(hour)}`;
    const aboutMs = instantOf(`${shown}:00:00`, timeZone);
    const beginMs = Math.floor((aboutMs - 2 * HOUR_MS) / QUARTER_MS) * QUARTER_MS;
    for (let ms = beginMs; ms < aboutMs + 3 * HOUR_MS; ms += QUARTER_MS) {
      if (ms < range.fromMs || ms >= range.toMs || wallTime(ms, timeZone).slice(0, 13) !== shown) continue;
      const last = spans.at(-1);
      if (last?.toMs === ms) last.toMs = ms + QUARTER_MS;
      else spans.push({ fromMs: ms, toMs: ms + QUARTER_MS });
    }
  }
}

const instant = (ms: number) => new Date(ms).toISOString().replace(":00.000Z", "Z");

/** What finds an actor's events of these stretches; undefined where there are none, or more than a query may name. */
export function hoursQuery(actorId: string, spans: readonly View[]): string | undefined {
  if (spans.length === 0 || spans.length > 30) return undefined;
  const written = spans.map(({ fromMs, toMs }) => `(after:${instant(fromMs)} before:${instant(toMs)})`);
  const q = `${formatTerm("actor.id", actorId)} ${written.length === 1 ? written[0]! : `(${written.join(" OR ")})`}`;
  return q.length <= QUERY_CHARACTERS_MAX ? q : undefined;
}

/** The cell that a key leads to, of 7 rows of 24; undefined for any other key. */
export function movedCell(at: number, key: string): number | undefined {
  const [row, column] = [Math.floor(at / 24), at % 24];
  const to = (r: number, c: number) => 24 * Math.min(6, Math.max(0, r)) + Math.min(23, Math.max(0, c));
  switch (key) {
    case "ArrowLeft":
      return to(row, column - 1);
    case "ArrowRight":
      return to(row, column + 1);
    case "ArrowUp":
      return to(row - 1, column);
    case "ArrowDown":
      return to(row + 1, column);
    case "Home":
      return to(row, 0);
    case "End":
      return to(row, 23);
    case "PageUp":
      return to(0, column);
    case "PageDown":
      return to(6, column);
    default:
      return undefined;
  }
}
