import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { valueText, valueTicks } from "./axis.ts";

describe("valueTicks", () => {
  it("are round, evenly apart, few, and reach as far as the values", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.integer({ min: 0, max: 10_000_000 }), fc.double({ min: 0, max: 100, noNaN: true })),
        fc.constantFrom("events" as const, "percent" as const),
        (max, unit) => {
          const ticks = valueTicks(max, unit);
          expect(ticks[0]).toBe(0);
          expect(ticks.length).toBeGreaterThanOrEqual(2);
          expect(ticks.length).toBeLessThanOrEqual(6);
          expect(ticks.at(-1)! * (1 + 1e-9)).toBeGreaterThanOrEqual(max);
          if (unit === "events") expect(ticks.every(Number.isInteger)).toBe(true);
        },
      ),
    );
    expect(valueTicks(58, "events")).toEqual([0, 20, 40, 60]);
    expect(valueTicks(0, "events")).toEqual([0, 1]);
    expect(valueTicks(0, "percent")).toEqual([0, 0.5]);
    expect(valueTicks(3.3, "percent")).toEqual([0, 1, 2, 3, 4]);
  });
});

describe("valueText", () => {
  it("says what is counted", () => {
    expect([valueText(1284, "events"), valueText(4.25, "events"), valueText(0.25, "percent")]).toEqual([
      ...["1,284", "4.3", "0.25 %"],
    ]);
  });
});
