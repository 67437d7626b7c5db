import { startOf } from "../charts/band-points.ts";
import type { View } from "../charts/view.ts";

/** The point under the cursor, and the one at which a selection began; indexes of points. */
export interface PlotCursor {
  at: number;
  anchor?: number;
}

const STEPS: Record<string, (at: number, first: number, last: number) => number> = {
  ArrowLeft: (at) => at - 1,
  ArrowRight: (at) => at + 1,
  Home: (_, first) => first,
  End: (_, __, last) => last,
};

/** The first and the last point of the view; undefined when it shows none. */
export function pointsIn(
  points: readonly { at: string; minutes: number }[],
  { fromMs, toMs }: View,
): { first: number; last: number } | undefined {
  const first = points.findIndex((point) => startOf(point) + point.minutes * 60_000 > fromMs);
  const last = points.findLastIndex((point) => startOf(point) < toMs);
  return first >= 0 && last >= first ? { first, last } : undefined;
}

/** The cursor after a key that moves it; undefined for any other key. The first one brings it to the end that it comes from. */
export function movedCursor(
  cursor: PlotCursor | null,
  key: string,
  isExtending: boolean,
  { first, last }: { first: number; last: number },
): PlotCursor | undefined {
  const step = Object.hasOwn(STEPS, key) ? STEPS[key] : undefined;
  if (!step) return undefined;
  const within = (at: number) => Math.min(last, Math.max(first, at));
  const before = cursor ? within(cursor.at) : undefined;
  const at = within(
    before === undefined && key.startsWith("Arrow")
      ? key === "ArrowLeft"
        ? last
        : first
      : step(before ?? last, first, last),
  );
  return isExtending ? { at, anchor: cursor?.anchor ?? before ?? at } : { at };
}
