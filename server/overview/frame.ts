import { DAY_MS, QUARTER_MS, type Span, ZoneClock } from "../rollups/index.ts";
import type { OverviewRange } from "./overview.ts";

const RANGES: Record<OverviewRange, { days: number; bucketMs: number }> = {
  "24h": { days: 1, bucketMs: QUARTER_MS },
  "7d": { days: 7, bucketMs: 4 * QUARTER_MS },
  "30d": { days: 30, bucketMs: 8 * QUARTER_MS },
};

/** The stretches that an overview compares, and the buckets of the first. */
export interface Frame {
  timeZone: string;
  span: Span;
  previous: Span;
  bucketMs: number;
  buckets: Span[];
}

/** Holds the range whatever the zone: it ends within an hour from now. */
export const aroundRange = (range: OverviewRange, nowMs: number): Span => ({
  fromMs: nowMs - RANGES[range].days * DAY_MS,
  toMs: nowMs + 4 * QUARTER_MS,
});

/**
 * The range ends with the quarter of an hour, or with the zone's hour, that the present is in, so that every number is of whole buckets and its link
 * says the same instants. The stretch before is as long.
 */
export function frameOf(range: OverviewRange, timeZone: string, nowMs: number): Frame {
  const { days, bucketMs } = RANGES[range];
  const clock = new ZoneClock(timeZone, { fromMs: nowMs, toMs: nowMs });
  const toMs = bucketMs === QUARTER_MS ? Math.floor(nowMs / QUARTER_MS + 1) * QUARTER_MS : clock.nextHour(nowMs + 1);
  const span = { fromMs: toMs - days * DAY_MS, toMs };
  const buckets: Span[] = [];
  for (let at = span.fromMs; at < toMs; at += bucketMs) buckets.push({ fromMs: at, toMs: at + bucketMs });
  const previous = { fromMs: span.fromMs - days * DAY_MS, toMs: span.fromMs };
  return { timeZone, span, previous, bucketMs, buckets };
}
