import { describe, expect, it } from "vitest";
import { movedCursor, pointsIn } from "./plot-cursor.ts";

const HOUR_MS = 3_600_000;
const points = Array.from({ length: 5 }, (_, i) => ({ at: new Date(i * HOUR_MS).toISOString(), minutes: 60 }));

describe("pointsIn", () => {
  it("are those of which the view shows a part", () => {
    expect(pointsIn(points, { fromMs: 1.5 * HOUR_MS, toMs: 3 * HOUR_MS })).toEqual({ first: 1, last: 2 });
    expect(pointsIn(points, { fromMs: 0, toMs: 9 * HOUR_MS })).toEqual({ first: 0, last: 4 });
    expect(pointsIn(points, { fromMs: 6 * HOUR_MS, toMs: 9 * HOUR_MS })).toBeUndefined();
    expect(pointsIn([], { fromMs: 0, toMs: HOUR_MS })).toBeUndefined();
  });
});

describe("movedCursor", () => {
  const range = { first: 1, last: 3 };
  it("goes from point to point within the view", () => {
    expect(movedCursor(null, "ArrowLeft", false, range)).toEqual({ at: 3 });
    expect(movedCursor(null, "ArrowRight", false, range)).toEqual({ at: 1 });
    expect(movedCursor({ at: 3 }, "ArrowLeft", false, range)).toEqual({ at: 2 });
    expect(movedCursor({ at: 3 }, "ArrowRight", false, range)).toEqual({ at: 3 });
    expect(movedCursor({ at: 0 }, "Home", false, range)).toEqual({ at: 1 });
    expect(movedCursor({ at: 2 }, "x", false, range)).toBeUndefined();
  });

  it("selects from where it was", () => {
    expect(movedCursor({ at: 2 }, "ArrowRight", true, range)).toEqual({ at: 3, anchor: 2 });
    expect(movedCursor({ at: 2, anchor: 1 }, "End", true, range)).toEqual({ at: 3, anchor: 1 });
  });
});
