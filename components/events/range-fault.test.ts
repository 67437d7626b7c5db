import { describe, expect, it } from "vitest";
import { rangeFault } from "./range-fault.ts";

const NOW = Date.parse("2026-11-20T09:00:00Z");
const daysAgo = (days: number) => new Date(NOW - days * 86_400_000).toISOString();
const fault = (from: string | undefined, to: string | undefined, daysMax?: number) =>
  rangeFault({ from, to }, { nowMs: NOW, daysMax });

describe("rangeFault", () => {
  it("lets either end be open, but for pages that count at most so many days", () => {
    for (const [from, to] of [
      [undefined, daysAgo(1)],
      [daysAgo(5_000), undefined],
      [daysAgo(5_000), daysAgo(1)],
      [daysAgo(-1), undefined],
    ])
      expect(fault(from, to)).toBeNull();
    expect(fault(undefined, daysAgo(1), 400)).toEqual({ at: "from", text: "Choose a beginning" });
    expect(fault(daysAgo(401), undefined, 400)).toEqual({ at: "from", text: "At most 400 days before the end" });
    expect(fault(daysAgo(900), daysAgo(499), 400)).toEqual({ at: "from", text: "At most 400 days before the end" });
    expect(fault(daysAgo(-1), undefined, 400)).toEqual({ at: "from", text: "Must be in the past" });
  });

  it("takes up to 400 days, whenever they are", () => {
    for (const [from, to] of [
      [daysAgo(400), undefined],
      [daysAgo(900), daysAgo(500)],
      // What lies ahead is not counted.
      [daysAgo(400), daysAgo(-30)],
    ])
      expect(fault(from, to, 400)).toBeNull();
  });

  it("refuses an end that is not after the beginning", () => {
    for (const daysMax of [undefined, 400])
      for (const to of [daysAgo(2), daysAgo(3)])
        expect(fault(daysAgo(2), to, daysMax)).toEqual({ at: "to", text: "Must be after the beginning" });
  });
});
