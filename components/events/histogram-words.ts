import { count, plural } from "../ui/numbers.ts";
import { type Covered, eventsIn, type HistogramData, OUTCOMES, type Outcome, totalOf } from "./explore-data.ts";
import type { BarSpan } from "./histogram-scale.ts";
import { instantInFull, spanInFull } from "./histogram-time.ts";

/** Whether a bar lies, at least in part, before what was counted. */
export const isUncounted = ({ is_lower_bound, covered_from }: Covered, { fromMs }: BarSpan): boolean =>
  is_lower_bound && covered_from !== null && fromMs < Date.parse(covered_from);

/** "1,932 events", or "at least 100,000 events; counted from 20 Nov 2026, 21:00 CET on". */
export function totalInWords(data: HistogramData, timeZone: string): string {
  const total = plural(eventsIn(data), "event");
  if (!data.is_lower_bound) return total;
  return `at least ${total}${countedFrom(data, timeZone)}`;
}

export function countedFrom({ covered_from }: Covered, timeZone: string): string {
  return covered_from === null ? "" : `; counted from ${instantInFull(covered_from, timeZone)} on`;
}

/** "12 success, 1 denied" without what is none; "no events". */
export function outcomesInWords(counts: Record<Outcome, number>): string {
  const present = OUTCOMES.filter((outcome) => counts[outcome] > 0);
  return present.length === 0 ? "no events" : present.map((one) => `${count(counts[one])} ${one}`).join(", ");
}

export function sumOf(data: HistogramData, first: number, last: number): Record<Outcome, number> {
  const sum = { success: 0, failure: 0, denied: 0, unknown: 0 };
  for (const bucket of data.buckets.slice(first, last + 1))
    for (const outcome of OUTCOMES) sum[outcome] += bucket[outcome];
  return sum;
}

interface Said {
  data: HistogramData;
  spans: BarSpan[];
  first: number;
  last: number;
  /** The same span of the period before. */
  previous: number | undefined;
  timeZone: string;
  /** What a bar counts, such as "read", where outcomes are not told apart. */
  unit?: string | undefined;
}

/** What the cursor's bar, or a selection of bars, says to a screen reader. */
export function barsInWords({ data, spans, first, last, previous, timeZone, unit }: Said): string {
  const [from, to] = [spans[first], spans[last]];
  if (!from || !to) return "no events";
  const counts = sumOf(data, first, last);
  const bound = isUncounted(data, from) ? "at least " : "";
  return [
    `${first === last ? "" : "Selected: "}${spanInFull(from.fromMs, to.toMs, timeZone)}`,
    `${bound}${plural(totalOf(counts), unit ?? "event")}${totalOf(counts) > 0 && !unit ? ` (${outcomesInWords(counts)})` : ""}`,
    ...(previous === undefined ? [] : [`period before: ${count(previous)}`]),
  ].join("; ");
}

const UNITS: Record<string, string> = { s: "s", m: "min", h: "h", d: "day" };

/** "15 min per bar". */
export const intervalInWords = (interval: string): string => {
  const [, number, unit = ""] = /^(\d+)([smhd])$/.exec(interval) ?? [];
  return `${number} ${UNITS[unit]}${unit === "d" && number !== "1" ? "s" : ""} per bar`;
};
