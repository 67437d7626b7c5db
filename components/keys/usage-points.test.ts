import { describe, expect, test } from "vitest";
import { USAGE_RANGES, type UsageRange, usagePoints, usageSum, usageTicks } from "./usage-points.ts";

const nowMs = Date.parse("2026-11-28T07:35:00Z");
const hour = (iso: string, requests: number, refusals = 0) => ({ hour: iso, requests, rows: requests * 10, refusals });

describe("the bars of a key's use", () => {
  test.each(Object.keys(USAGE_RANGES) as UsageRange[])("%s: every bar, the last one holds now", (range) => {
    const points = usagePoints([], range, nowMs);
    const barMs = USAGE_RANGES[range].barHours * 3_600_000;
    expect(points.length).toBeLessThanOrEqual(168);
    expect(points.every((point, i) => i === 0 || point.atMs - points[i - 1]!.atMs === barMs)).toBe(true);
    const last = points.at(-1)!;
    expect(last.atMs).toBeLessThanOrEqual(nowMs);
    expect(last.atMs + barMs).toBeGreaterThan(nowMs);
  });

  test("hours fall into their bars; what is older than the range does not count", () => {
    const hours = [
      hour("2026-10-01T00:00:00.000Z", 99),
      hour("2026-11-27T08:00:00.000Z", 1),
      hour("2026-11-28T06:00:00.000Z", 2, 1),
      hour("2026-11-28T07:00:00.000Z", 3),
    ];
    const day = usagePoints(hours, "24h", nowMs);
    expect(day).toHaveLength(24);
    expect(day[0]).toEqual({ atMs: Date.parse("2026-11-27T08:00:00Z"), requests: 1, rows: 10, refusals: 0 });
    expect(day.at(-2)).toMatchObject({ requests: 2, refusals: 1 });
    expect(usageSum(day)).toEqual({ requests: 6, rows: 60, refusals: 1 });
    const month = usagePoints(hours, "28d", nowMs);
    expect(month.at(-1)).toMatchObject({ atMs: Date.parse("2026-11-28T04:00:00Z"), requests: 5 });
    expect(usageSum(month).requests).toBe(6);
  });

  test("ticks stand where days begin in the zone", () => {
    const ticks = (range: UsageRange) =>
      usageTicks(usagePoints([], range, nowMs), range, "Europe/Berlin").map((ms) => new Date(ms).toISOString());
    expect(ticks("7d")).toEqual([21, 22, 23, 24, 25, 26, 27].map((day) => `2026-11-${day}T23:00:00.000Z`));
    expect(ticks("24h")).toHaveLength(6);
    expect(ticks("24h")[0]).toBe("2026-11-27T11:00:00.000Z");
    expect(ticks("28d")).toHaveLength(7);
  });
});
