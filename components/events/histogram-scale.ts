import { type HistogramBucket, type HistogramData, OUTCOMES, type Outcome, totalOf } from "./explore-data.ts";

const UNIT_MS: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
/** The least that a count other than none is drawn with, in pixels; less in a low bar, which would seem to be made of it. */
const SEGMENT_MIN = 2;
const LOW_BAR = 12;
const GAP = 1;

/** "15m" in milliseconds. */
export function intervalMs(interval: string): number {
  const [, number, unit = ""] = /^(\d+)([smhd])$/.exec(interval) ?? [];
  return Number(number) * UNIT_MS[unit]!;
}

export interface BarSpan {
  fromMs: number;
  toMs: number;
}

/** When each bar begins and ends, whether or not the range covers all of it. */
export function barSpans({ buckets, interval }: Pick<HistogramData, "buckets" | "interval">): BarSpan[] {
  return buckets.map(({ at }, i) => {
    const fromMs = Date.parse(at);
    const next = buckets[i + 1];
    return { fromMs, toMs: next ? Date.parse(next.at) : fromMs + intervalMs(interval) };
  });
}

export interface BarPlace {
  x: number;
  width: number;
}

/** Bars one pixel apart on whole pixels; without the pixel where there is no room for it. */
export function barPlaces(bars: number, width: number): BarPlace[] {
  const gap = width / bars >= 3 ? GAP : 0;
  return Array.from({ length: bars }, (_, i) => {
    const x = Math.round((i * width) / bars);
    return { x, width: Math.max(1, Math.round(((i + 1) * width) / bars) - x - gap) };
  });
}

/** Which bar lies at `x`, with the pixel after it. */
export function barAt(x: number, bars: number, width: number): number {
  let at = Math.floor((x * bars) / width);
  if (Math.round(((at + 1) * width) / bars) <= x) at++;
  if (Math.round((at * width) / bars) > x) at--;
  return Math.min(bars - 1, Math.max(0, at));
}

export interface Segment {
  outcome: Outcome;
  y: number;
  height: number;
}

/**
 * One bar from the bottom up. What is not none is at least two pixels high, at the cost of the most frequent, so that one denial among thousands
 * is seen; the whole is never higher than `height`.
 */
export function segmentsOf(counts: Record<Outcome, number>, max: number, height: number): Segment[] {
  const present = OUTCOMES.filter((outcome) => counts[outcome] > 0);
  if (present.length === 0 || max <= 0) return [];
  const whole = (totalOf(counts) / max) * height;
  const least = whole < LOW_BAR ? 1 : SEGMENT_MIN;
  const room = Math.min(height, Math.max(whole, least * present.length));
  const heights = new Map(present.map((outcome) => [outcome, Math.max(least, (counts[outcome] / max) * height)]));
  let over = [...heights.values()].reduce((sum, one) => sum + one, 0) - room;
  for (const outcome of [...present].sort((a, b) => counts[b] - counts[a])) {
    const taken = Math.min(Math.max(over, 0), heights.get(outcome)! - least);
    heights.set(outcome, heights.get(outcome)! - taken);
    over -= taken;
  }
  let y = height;
  return present.map((outcome) => {
    const own = heights.get(outcome)!;
    y -= own;
    return { outcome, y, height: own };
  });
}

export interface Ghost {
  /** Corners of the step line, left to right. */
  points: { x: number; y: number }[];
  /** What the period before had at each bar's place. */
  counts: (number | undefined)[];
}

/** The period before, moved onto this one: a step line, and its count for every bar. */
export function ghostOf(
  data: HistogramData,
  previous: HistogramData | null,
  width: number,
  toY: (n: number) => number,
): Ghost {
  const spans = barSpans(data);
  const [first, last] = [spans[0], spans.at(-1)];
  if (!previous || previous.buckets.length === 0 || !first || !last)
    return { points: [], counts: spans.map(() => undefined) };
  const shiftMs = Date.parse(data.from) - Date.parse(previous.from);
  const toX = (ms: number) => ((ms - first.fromMs) / (last.toMs - first.fromMs)) * width;
  const clip = (x: number) => Math.min(width, Math.max(0, x));
  const moved = barSpans(previous).map((span, i) => ({
    fromMs: span.fromMs + shiftMs,
    toMs: span.toMs + shiftMs,
    total: totalOf(previous.buckets[i]!),
  }));
  const points = moved.flatMap(({ fromMs, toMs, total }) => {
    const [from, to] = [clip(toX(fromMs)), clip(toX(toMs))];
    return to > from
      ? [
          { x: from, y: toY(total) },
          { x: to, y: toY(total) },
        ]
      : [];
  });
  const counts = spans.map(({ fromMs, toMs }) => {
    const middle = (fromMs + toMs) / 2;
    return moved.find((one) => one.fromMs <= middle && middle < one.toMs)?.total;
  });
  return { points, counts };
}

/** The highest bar of both periods. */
export function maxOf(data: HistogramData, previous: HistogramData | null): number {
  const totals = (buckets: HistogramBucket[]) => buckets.map(totalOf);
  return Math.max(0, ...totals(data.buckets), ...totals(previous?.buckets ?? []));
}

/** How much of the width, from the left, was not counted. */
export function uncountedShare(data: HistogramData): number {
  const spans = barSpans(data);
  const [first, last] = [spans[0], spans.at(-1)];
  if (!data.is_lower_bound || data.covered_from === null || !first || !last) return 0;
  const share = (Date.parse(data.covered_from) - first.fromMs) / (last.toMs - first.fromMs);
  return Math.min(1, Math.max(0, share));
}
