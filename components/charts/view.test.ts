import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { panned, shareOf, timeAt, withinLimits, zoomed } from "./view.ts";

const limits = { leastMs: 3_600_000, mostMs: 400 * 86_400_000, endMs: 1_800_000_000_000 };
const view = fc
  .tuple(fc.integer({ min: 3_600_000, max: 400 * 86_400_000 }), fc.integer({ min: 0, max: 86_400_000_000 }))
  .map(([lengthMs, beforeMs]) => {
    const toMs = limits.endMs - beforeMs;
    return { fromMs: toMs - lengthMs, toMs };
  });

describe("a view", () => {
  it("keeps to its limits however it is zoomed and panned", () => {
    fc.assert(
      fc.property(
        view,
        fc.array(fc.tuple(fc.double({ min: 0.1, max: 10, noNaN: true }), fc.double({ min: -1, max: 1, noNaN: true })), {
          maxLength: 8,
        }),
        (first, moves) => {
          let now = first;
          for (const [factor, share] of moves)
            now = panned(zoomed(now, factor, timeAt(0.3, now), limits), share, limits);
          expect(now.toMs).toBeLessThanOrEqual(limits.endMs);
          expect(now.toMs - now.fromMs).toBeGreaterThanOrEqual(limits.leastMs - 1);
          expect(now.toMs - now.fromMs).toBeLessThanOrEqual(limits.mostMs + 1);
        },
      ),
    );
  });

  it("is zoomed around a time, which stays where it is", () => {
    const day = { fromMs: 0, toMs: 86_400_000 };
    const half = zoomed(day, 0.5, 21_600_000, limits);
    expect(half).toEqual({ fromMs: 10_800_000, toMs: 54_000_000 });
    expect(shareOf(21_600_000, half)).toBe(shareOf(21_600_000, day));
    expect(panned(day, 0.5, limits)).toEqual({ fromMs: 43_200_000, toMs: 129_600_000 });
    expect(withinLimits({ fromMs: 0, toMs: 1_000 }, limits)).toEqual({ fromMs: -1_799_500, toMs: 1_800_500 });
  });
});
