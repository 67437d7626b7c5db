import { describe, expect, test } from "vitest";
import { linkBefore } from "./link-before.ts";
import { heightTicks, timelineData } from "./timeline-data.ts";

const span = { from: "2026-11-20T00:00:00.000Z", to: "2026-11-21T00:00:00.000Z" };

describe("the timeline", () => {
  test("has bars of the buckets' length", () => {
    const point = {
      at: span.from,
      success: 3,
      failure: 0,
      denied: 1,
      unknown: 0,
      link: { q: "", reads: "hide", ...span },
    } as const;
    expect(timelineData({ ...span, bucketMinutes: 15, timeline: [point] })).toMatchObject({
      interval: "15m",
      buckets: [{ at: span.from, success: 3, failure: 0, denied: 1, unknown: 0 }],
    });
    expect(timelineData({ ...span, bucketMinutes: 120, timeline: [] }).interval).toBe("2h");
  });

  test.each([
    [0, []],
    [1, [1]],
    [4, [1, 2, 3, 4]],
    [9, [2, 4, 6, 8]],
    [387, [100, 200, 300]],
    [460, [200, 400]],
    [1_000_000, [500_000, 1_000_000]],
  ])("up to %d has lines at %j", (max, ticks) => {
    expect(heightTicks(max)).toEqual(ticks);
  });
});

test("the stretch before is as long and ends where this one begins", () => {
  expect(linkBefore({ q: "a", reads: "hide", ...span })).toEqual({
    q: "a",
    reads: "hide",
    from: "2026-11-19T00:00:00.000Z",
    to: span.from,
  });
  expect(linkBefore({ q: "a", reads: "hide", from: null, to: null })).toEqual({
    q: "a",
    reads: "hide",
    from: null,
    to: null,
  });
});
