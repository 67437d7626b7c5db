import type { KeyHour } from "#server/keys/index.ts";
import { wallTime } from "../events/times.ts";

/** A stretch of a key's use, as one bar. */
export interface UsagePoint {
  /** When it begins, milliseconds since 1970. */
  atMs: number;
  requests: number;
  rows: number;
  refusals: number;
}

/** The ranges to choose from: how far back, and hours a bar. */
export const USAGE_RANGES = {
  "24h": { label: "24 hours", hours: 24, barHours: 1 },
  "7d": { label: "7 days", hours: 7 * 24, barHours: 1 },
  "28d": { label: "28 days", hours: 28 * 24, barHours: 4 },
} as const;
export type UsageRange = keyof typeof USAGE_RANGES;

const HOUR_MS = 3_600_000;

/** Every bar of a range, the empty ones too, oldest first; the last one holds the present hour. At most 168 bars. */
export function usagePoints(hours: readonly KeyHour[], range: UsageRange, nowMs: number): UsagePoint[] {
  const { hours: back, barHours } = USAGE_RANGES[range];
  const barMs = barHours * HOUR_MS;
  const endMs = (Math.floor(nowMs / barMs) + 1) * barMs;
  const startMs = endMs - back * HOUR_MS;
  const points = Array.from(
    { length: back / barHours },
    (_, i): UsagePoint => ({ atMs: startMs + i * barMs, requests: 0, rows: 0, refusals: 0 }),
  );
  for (const { hour, requests, rows, refusals } of hours) {
    const point = points[Math.floor((Date.parse(hour) - startMs) / barMs)];
    if (!point) continue;
    point.requests += requests;
    point.rows += rows;
    point.refusals += refusals;
  }
  return points;
}

/** What a range came to. */
export function usageSum(points: readonly UsagePoint[]): Omit<UsagePoint, "atMs"> {
  const sum = { requests: 0, rows: 0, refusals: 0 };
  for (const { requests, rows, refusals } of points) {
    sum.requests += requests;
    sum.rows += rows;
    sum.refusals += refusals;
  }
  return sum;
}

/** A tick a day, and in a month every fourth day: the bars in which a day begins in the zone; within a day every fourth hour of its clock. */
export function usageTicks(points: readonly UsagePoint[], range: UsageRange, timeZone: string): number[] {
  const wall = points.map(({ atMs }) => wallTime(atMs, timeZone));
  if (range === "24h")
    return points.filter((_, i) => Number(wall[i]!.slice(11, 13)) % 4 === 0).map((point) => point.atMs);
  const days = points.filter((_, i) => i > 0 && wall[i]!.slice(0, 10) !== wall[i - 1]!.slice(0, 10));
  return days.filter((_, i) => range === "7d" || i % 4 === 0).map((point) => point.atMs);
}
