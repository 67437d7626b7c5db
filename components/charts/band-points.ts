import type { SeriesPoint } from "#server/anomalies/index.ts";
import type { View } from "./view.ts";

/** A point as it is drawn. */
export interface BandPoint {
  atMs: number;
  value: number;
  /** Lowest and highest of what is usual; null where nothing is. */
  usual: [low: number, high: number] | null;
  isOutside: boolean;
}

type Counted = Pick<SeriesPoint, "at" | "minutes" | "value" | "expected" | "place">;

export const startOf = ({ at }: Pick<Counted, "at">): number => Date.parse(at);
export const endOf = (point: Pick<Counted, "at" | "minutes">): number => startOf(point) + point.minutes * 60_000;
const middleOf = (point: Counted) => (startOf(point) + endOf(point)) / 2;

/** Each in the middle of its bucket; a single one from its beginning to its end, since one point makes no line. */
export function bandPoints(points: readonly Counted[]): BandPoint[] {
  const drawn = (point: Counted, atMs: number): BandPoint => ({
    ...{ atMs, value: point.value, usual: point.expected && [point.expected.low, point.expected.high] },
    isOutside: point.place === "above" || point.place === "below",
  });
  const [only] = points;
  if (points.length === 1 && only) return [startOf(only), endOf(only)].map((atMs) => drawn(only, atMs));
  return points.map((point) => drawn(point, middleOf(point)));
}

const topOf = ({ value, expected }: Counted) => Math.max(value, expected?.high ?? 0);
const CUT_FROM = 20;
const USUAL_SHARE = 0.95;

/**
 * Up to where the values of a view are drawn: as far as the highest. Where a few points are far beyond all others, which would be flat beneath them,
 * up to twice as far as these; `cut` are the indexes of those few, to be told in numbers.
 */
export function scaleOf(points: readonly Counted[], { fromMs, toMs }: View): { top: number; cut: number[] } {
  const shown = points.flatMap((point, at) => (endOf(point) > fromMs && startOf(point) < toMs ? [at] : []));
  const tops = shown.map((at) => topOf(points[at]!)).sort((a, b) => a - b);
  const most = tops.at(-1) ?? 0;
  const others = tops[Math.ceil(tops.length * USUAL_SHARE) - 1] ?? 0;
  if (tops.length < CUT_FROM || others <= 0 || most <= 4 * others) return { top: most, cut: [] };
  return { top: 2 * others, cut: shown.filter((at) => points[at]!.value > 2 * others) };
}

/** Which of the points, in order, is the nearest to a time; -1 when there is none. */
export function pointAt(points: readonly Counted[], ms: number): number {
  if (points.length === 0) return -1;
  let [low, high] = [0, points.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (startOf(points[middle]!) <= ms) low = middle;
    else high = middle - 1;
  }
  const next = points[low + 1];
  // Between points that were left out lie gaps.
  if (next && Math.abs(middleOf(next) - ms) < Math.abs(middleOf(points[low]!) - ms) && ms >= endOf(points[low]!))
    return low + 1;
  return low;
}
