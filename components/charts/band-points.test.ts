import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bandPoints, endOf, pointAt, scaleOf, startOf } from "./band-points.ts";

const HOUR_MS = 3_600_000;
const point = (hour: number, value: number, high: number | null = null) => ({
  at: new Date(hour * HOUR_MS).toISOString(),
  minutes: 60,
  value,
  expected: high === null ? null : { low: 0, middle: high / 2, high, weeks: 8 },
  place: high !== null && value > high ? ("above" as const) : ("within" as const),
});

describe("bandPoints", () => {
  it("stand in the middle of their buckets, a single one at both ends", () => {
    expect(bandPoints([])).toEqual([]);
    expect(bandPoints([point(0, 3, 2)])).toEqual([
      { atMs: 0, value: 3, usual: [0, 2], isOutside: true },
      { atMs: HOUR_MS, value: 3, usual: [0, 2], isOutside: true },
    ]);
    expect(bandPoints([point(0, 3), point(1, 4)]).map(({ atMs, usual }) => [atMs, usual])).toEqual([
      [HOUR_MS / 2, null],
      [1.5 * HOUR_MS, null],
    ]);
  });
});

describe("scaleOf", () => {
  it("reaches to the highest that the view shows, what is usual among it", () => {
    const points = [point(0, 90), point(1, 4, 7), point(2, 5)];
    expect(scaleOf(points, { fromMs: HOUR_MS, toMs: 3 * HOUR_MS })).toEqual({ top: 7, cut: [] });
    expect(scaleOf(points, { fromMs: 0, toMs: 3 * HOUR_MS })).toEqual({ top: 90, cut: [] });
    expect(scaleOf([], { fromMs: 0, toMs: HOUR_MS })).toEqual({ top: 0, cut: [] });
  });

  it("cuts off the few that would flatten all others, and says which", () => {
    const points = Array.from({ length: 40 }, (_, hour) => point(hour, hour === 17 ? 900 : 10, 12));
    expect(scaleOf(points, { fromMs: 0, toMs: 40 * HOUR_MS })).toEqual({ top: 24, cut: [17] });
    expect(scaleOf(points, { fromMs: 0, toMs: 17 * HOUR_MS })).toEqual({ top: 12, cut: [] });
    // Many are no exception.
    const often = points.map((one, hour) => (hour % 5 === 0 ? point(hour, 900, 12) : one));
    expect(scaleOf(often, { fromMs: 0, toMs: 40 * HOUR_MS })).toEqual({ top: 900, cut: [] });
  });
});

describe("pointAt", () => {
  it("is the bucket that holds the time, or the nearest where some were left out", () => {
    expect(pointAt([], 0)).toBe(-1);
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 300 }), { minLength: 1 }),
        fc.integer({ min: -10, max: 310 * HOUR_MS }),
        (hours, ms) => {
          const points = hours.sort((a, b) => a - b).map((hour) => point(hour, 1));
          const at = pointAt(points, ms);
          const holding = points.findIndex((one) => startOf(one) <= ms && ms < endOf(one));
          if (holding >= 0) expect(at).toBe(holding);
          const away = (i: number) => Math.abs((startOf(points[i]!) + endOf(points[i]!)) / 2 - ms);
          expect(away(at)).toBe(Math.min(...points.map((_, i) => away(i))));
        },
      ),
    );
  });
});
