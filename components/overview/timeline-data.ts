import type { Overview } from "#server/overview/index.ts";
import type { HistogramData } from "../events/explore-data.ts";

type Timed = Pick<Overview, "from" | "to" | "timeline" | "bucketMinutes">;

/** The events over time as the bars of the Events page take them. */
export function timelineData({ from, to, timeline, bucketMinutes }: Timed): HistogramData {
  return {
    ...{ from, to, is_lower_bound: false, covered_from: null },
    interval: bucketMinutes % 60 === 0 ? `${bucketMinutes / 60}h` : `${bucketMinutes}m`,
    buckets: timeline.map(({ at, success, failure, denied, unknown }) => ({ at, success, failure, denied, unknown })),
  };
}

const STEPS = [1, 2, 5];

/** At most four round heights up to a maximum, for lines behind bars. */
export function heightTicks(max: number): number[] {
  if (max <= 0) return [];
  for (let power = 1; ; power *= 10)
    for (const step of STEPS) {
      const own = step * power;
      if (max / own <= 4.5) return Array.from({ length: Math.floor(max / own) }, (_, i) => (i + 1) * own);
    }
}
