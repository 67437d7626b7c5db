import { describe, expect, test } from "vitest";
import { linkBefore } from "./link-before.ts";
import { alertMarks, heightTicks, timelineData } from "./timeline-data.ts";

const span = { from: "2026-11-20T00:00:00.000Z", to: "2026-11-21T00:00:00.000Z" };
const alert = (id: string, lastAt: string) => ({ id, title: id, severity: "low", lastAt });

describe("the timeline", () => {
  test("has bars of the buckets' length", () => {
    const point = { at: span.from, success: 3, failure: 0, denied: 1, unknown: 0, link: { q: "", ...span } };
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

  test("marks alerts within the range, close ones together", () => {
    const marks = alertMarks(
      [
        alert("before", "2026-11-19T23:59:00.000Z"),
        alert("noon", "2026-11-20T12:00:00.000Z"),
        alert("after noon", "2026-11-20T12:10:00.000Z"),
        alert("evening", "2026-11-20T18:00:00.000Z"),
      ],
      span,
    );
    expect(marks.map(({ alerts }) => alerts.map(({ id }) => id))).toEqual([["evening"], ["after noon", "noon"]]);
    expect(marks[0]!.share).toBe(0.75);
  });
});

test("the stretch before is as long and ends where this one begins", () => {
  expect(linkBefore({ q: "a", ...span })).toEqual({ q: "a", from: "2026-11-19T00:00:00.000Z", to: span.from });
  expect(linkBefore({ q: "a", from: null, to: null })).toEqual({ q: "a", from: null, to: null });
});
