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

/** The highest that is to be seen in the view. */
export function highest(points: readonly Counted[], { fromMs, toMs }: View): number {
  let most = 0;
  for (const point of points)
    if (endOf(point) > fromMs && startOf(point) < toMs) most = Math.max(most, point.value, point.expected?.high ?? 0);
  return most;
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
