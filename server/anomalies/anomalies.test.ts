import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countBand, median, shareBand } from "./expected.ts";
import { reducePoints } from "./reduce-points.ts";
import { riseOf } from "./rises.ts";
import { spanOf } from "./subject.ts";

const points = fc
  .array(fc.integer({ min: 0, max: 1_000 }), { minLength: 0, maxLength: 3_000 })
  .map((values) => values.map((value, at) => ({ value, at })));

describe("reducePoints", () => {
  it("gives at most as many as asked for, in order, with the peaks of every part", () => {
    fc.assert(
      fc.property(points, fc.integer({ min: 4, max: 500 }), (all, most) => {
        const kept = reducePoints(all, most);
        expect(kept.length).toBeLessThanOrEqual(Math.max(most, 0));
        expect(kept.every((point, i) => i === 0 || point.at > kept[i - 1]!.at)).toBe(true);
        expect(kept.every((point) => all[point.at] === point)).toBe(true);
        if (all.length === 0) return;
        const values = (list: typeof all) => list.map(({ value }) => value);
        expect(Math.max(...values(kept))).toBe(Math.max(...values(all)));
        expect(Math.min(...values(kept))).toBe(Math.min(...values(all)));
        expect([kept[0], kept.at(-1)]).toEqual([all[0], all.at(-1)]);
      }),
    );
  });

  it("leaves what is few as it is", () => {
    for (const n of [0, 1, 2, 500]) {
      const all = Array.from({ length: n }, (_, value) => ({ value }));
      expect(reducePoints(all, 500)).toEqual(all);
    }
  });
});

describe("what is usual", () => {
  it("is the median of the weeks, and a spread that one odd week does not move", () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    const band = countBand([10, 11, 9, 10, 12, 10, 400, 10])!;
    expect(band).toMatchObject({ middle: 10, weeks: 8 });
    expect(band.high).toBeCloseTo(10 + 3 * Math.sqrt(10), 6);
    expect(band.low).toBeCloseTo(10 - 3 * Math.sqrt(10), 6);
    expect(countBand([0, 100, 50, 200, 0])).toMatchObject({ middle: 50, low: 0, high: 50 + 3 * 1.4826 * 50 });
  });

  it("is nothing before there are three weeks", () => {
    expect(countBand([5, 5])).toBeNull();
    expect(countBand([0, 0, 0])).toEqual({ low: 0, middle: 0, high: 3, weeks: 3 });
  });

  it("of a share takes into account of how many events it is", () => {
    const weeks = [1, 2, 1, 0].map((part) => ({ part, events: 100 }));
    const [few, many] = [shareBand(weeks, 10)!, shareBand(weeks, 10_000)!];
    expect(few.middle).toBe(1);
    expect(few.high).toBeGreaterThan(many.high);
    expect(shareBand([...weeks.slice(0, 2), { part: 0, events: 0 }], 10)).toBeNull();
    expect(shareBand(weeks, 0)).toBeNull();
    expect(
      shareBand(
        weeks.map(({ events }) => ({ part: events, events })),
        1,
      )!.high,
    ).toBe(100);
  });
});

describe("riseOf", () => {
  it("is the distance from the mean in spreads", () => {
    expect(riseOf(40, [10, 10, 10, 10])).toEqual({ expected: 10, spread: Math.sqrt(10), score: 30 / Math.sqrt(10) });
    expect(riseOf(5, [0, 0])).toEqual({ expected: 0, spread: 1, score: 5 });
    expect(riseOf(30, [10, 30])).toMatchObject({ expected: 20, score: 10 / Math.sqrt(200) });
  });
});

describe("spanOf", () => {
  const DAY_MS = 86_400_000;
  const now = Date.parse("2026-11-28T10:07:31Z");
  const back = (days: number) => spanOf(new Date(now - days * DAY_MS), new Date(now), now);

  it("takes 400 days, from whatever second to whatever second, and widens them to whole quarters", () => {
    expect(back(400)).toEqual({
      fromMs: Date.parse("2026-11-28T10:00:00Z") - 400 * DAY_MS,
      toMs: Date.parse("2026-11-28T10:15:00Z"),
    });
    expect(() => back(401)).toThrow("more than 400 days");
  });

  it("refuses what is over before it begins", () => {
    expect(() => back(-1)).toThrow("ends before it begins");
    expect(() => spanOf(new Date(-1), new Date(now), now)).toThrow("before 1970");
  });
});
