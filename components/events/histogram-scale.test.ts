import { describe, expect, it } from "vitest";
import type { HistogramData } from "./explore-data.ts";
import {
  barAt,
  barPlaces,
  barSpans,
  ghostOf,
  intervalMs,
  maxOf,
  segmentsOf,
  uncountedShare,
} from "./histogram-scale.ts";

const counts = (success = 0, failure = 0, denied = 0, unknown = 0) => ({ success, failure, denied, unknown });

function hours(from: string, totals: number[], more: Partial<HistogramData> = {}): HistogramData {
  const fromMs = Date.parse(from);
  return {
    from,
    to: new Date(fromMs + totals.length * 3_600_000).toISOString(),
    interval: "1h",
    buckets: totals.map((n, i) => ({ at: new Date(fromMs + i * 3_600_000).toISOString(), ...counts(n) })),
    is_lower_bound: false,
    covered_from: null,
    ...more,
  };
}

describe("bars", () => {
  it("stand one pixel apart on whole pixels over the whole width", () => {
    for (const [bars, width] of [
      [96, 1_111],
      [7, 100],
      [1, 50],
    ] as const) {
      const places = barPlaces(bars, width);
      expect(places[0]!.x).toBe(0);
      expect(places.at(-1)!.x + places.at(-1)!.width + 1).toBe(width);
      for (const [i, { x, width: own }] of places.entries()) {
        expect(Number.isInteger(x) && Number.isInteger(own)).toBe(true);
        if (i > 0) expect(x).toBe(places[i - 1]!.x + places[i - 1]!.width + 1);
      }
    }
  });

  it("are seen even where there are more of them than pixels", () => {
    expect(Math.min(...barPlaces(400, 300).map(({ width }) => width))).toBe(1);
  });

  it("are found again at each of their pixels", () => {
    const places = barPlaces(100, 1_000);
    for (const [i, { x, width }] of places.entries()) {
      expect(barAt(x, 100, 1_000)).toBe(i);
      expect(barAt(x + width - 0.5, 100, 1_000)).toBe(i);
    }
    expect([barAt(-20, 100, 1_000), barAt(2_000, 100, 1_000)]).toEqual([0, 99]);
  });

  it("end where the next begins, whatever the interval says", () => {
    const data = hours("2026-03-28T23:00:00.000Z", [1, 1, 1]);
    data.buckets[2]!.at = "2026-03-29T02:00:00.000Z";
    expect(barSpans(data).map(({ fromMs, toMs }) => (toMs - fromMs) / 3_600_000)).toEqual([1, 2, 1]);
  });

  it.each([
    ["1m", 60_000],
    ["15m", 900_000],
    ["6h", 21_600_000],
    ["7d", 604_800_000],
  ])("reads %s", (text, ms) => expect(intervalMs(text)).toBe(ms));
});

describe("segmentsOf", () => {
  it("stacks success, failure, denied, unknown from the bottom up, in proportion", () => {
    expect(segmentsOf(counts(50, 20, 20, 10), 100, 100)).toEqual([
      { outcome: "success", y: 50, height: 50 },
      { outcome: "failure", y: 30, height: 20 },
      { outcome: "denied", y: 10, height: 20 },
      { outcome: "unknown", y: 0, height: 10 },
    ]);
  });

  it("keeps one denial among thousands two pixels high, at the cost of success", () => {
    const segments = segmentsOf(counts(9_999, 0, 1), 10_000, 60);
    expect(segments.map(({ outcome }) => outcome)).toEqual(["success", "denied"]);
    expect(segments[1]!.height).toBe(2);
    expect(segments[0]!.height).toBeCloseTo(58);
    expect(segments[1]!.y).toBeCloseTo(0);
  });

  it("draws one of each though the bar is low, and nothing for none", () => {
    expect(segmentsOf(counts(1, 1, 1, 1), 100_000, 60).map(({ height }) => height)).toEqual([1, 1, 1, 1]);
    expect(segmentsOf(counts(), 10, 60)).toEqual([]);
    expect(segmentsOf(counts(), 0, 60)).toEqual([]);
  });

  it("does not let a low bar seem to be made of its few failures", () => {
    const [success, failure, denied] = segmentsOf(counts(96, 2, 2), 1_000, 60);
    expect([success!.height, failure!.height, denied!.height]).toEqual([expect.closeTo(4), 1, 1]);
  });

  it("is never higher than the room", () => {
    for (let denied = 0; denied < 40; denied++) {
      const bar = counts(1_000 - denied, denied % 7, denied, denied % 3);
      const height = segmentsOf(bar, 1_060, 60).reduce((sum, one) => sum + one.height, 0);
      expect(height).toBeLessThanOrEqual(60 + 1e-9);
    }
  });
});

describe("the period before", () => {
  const data = hours("2026-11-20T10:00:00.000Z", [4, 5, 6]);
  const previous = hours("2026-11-20T07:00:00.000Z", [1, 2, 9]);

  it("lies on this one, bar by bar", () => {
    const ghost = ghostOf(data, previous, 300, (n) => 10 - n);
    expect(ghost.counts).toEqual([1, 2, 9]);
    expect(ghost.points).toEqual([
      { x: 0, y: 9 },
      { x: 100, y: 9 },
      { x: 100, y: 8 },
      { x: 200, y: 8 },
      { x: 200, y: 1 },
      { x: 300, y: 1 },
    ]);
    expect(maxOf(data, previous)).toBe(9);
  });

  it("is cut where its bars reach beyond", () => {
    const early = { ...previous, from: "2026-11-20T07:30:00.000Z" };
    const late = { ...data, from: "2026-11-20T10:45:00.000Z" };
    const ghost = ghostOf(late, early, 300, (n) => n);
    expect(ghost.points[0]).toEqual({ x: 25, y: 1 });
    expect(ghost.points.at(-1)).toEqual({ x: 300, y: 9 });
    expect(ghost.counts).toEqual([1, 2, 9]);
  });

  it("is nothing where there is none", () => {
    expect(ghostOf(data, null, 300, (n) => n)).toEqual({ points: [], counts: [undefined, undefined, undefined] });
  });
});

describe("uncountedShare", () => {
  const bounded = (covered_from: string) =>
    uncountedShare(hours("2026-11-20T10:00:00.000Z", [0, 0, 3, 3], { is_lower_bound: true, covered_from }));

  it("reaches from the left to where counting ended", () => {
    expect(bounded("2026-11-20T12:00:00.000Z")).toBe(0.5);
    expect(bounded("2026-11-19T12:00:00.000Z")).toBe(0);
    expect(bounded("2026-11-21T12:00:00.000Z")).toBe(1);
    expect(uncountedShare(hours("2026-11-20T10:00:00.000Z", [1]))).toBe(0);
  });
});
