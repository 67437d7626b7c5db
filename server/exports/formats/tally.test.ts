import { describe, expect, it } from "vitest";
import { row, rowsOf } from "./samples.fixture.ts";
import { Tally, TimeCounter, TopCounter } from "./tally.ts";

describe("a tally", () => {
  it("counts outcomes, and who did what to what most often", () => {
    const tally = new Tally("UTC");
    for (const { event } of rowsOf(100)) tally.add(event);
    tally.add(row(0, { targets: [], actor: { type: "anonymous" } }).event);
    expect(tally.rows).toBe(101);
    expect(tally.outcomes).toEqual({ success: 41, denied: 20, failure: 20, unknown: 20 });
    expect(tally.actors.top(2)).toEqual([
      { label: "Ana Ruiz", count: 15 },
      { label: "Mika Tan", count: 15 },
    ]);
    expect(tally.actions.top(1)).toEqual([{ label: "secret.read", count: 26 }]);
    expect(tally.targets.top(9).map(({ count }) => count)).toEqual([34, 33, 33]);
  });
});

describe("the most frequent", () => {
  it("are exact up to 10,000 keys, and lower bounds from then on", () => {
    const counter = new TopCounter();
    for (let i = 0; i < 10_000; i++) counter.add(`k${i % 5_000}`, () => `${i}`);
    expect(counter.isApproximate).toBe(false);
    for (let i = 0; i < 200_000; i++) {
      counter.add(`rare ${i}`, () => "rare");
      if (i % 10 === 0) counter.add("often", () => "often");
    }
    expect(counter.isApproximate).toBe(true);
    const [first] = counter.top(1);
    expect(first!.label).toBe("often");
    expect(first!.count).toBeLessThanOrEqual(20_000);
    expect(first!.count).toBeGreaterThan(19_000);
  });
});

describe("counts over time", () => {
  const sumOf = (bars: { counts: Record<string, number> }[]) =>
    bars.reduce((sum, { counts }) => sum + Object.values(counts).reduce((a, b) => a + b), 0);

  it("lose nothing, and are the same whatever the order", () => {
    const times = Array.from({ length: 20_000 }, (_, i) => Date.UTC(2026, 0, 1) + ((i * 7_919) % 20_000) * 131_000);
    const counterOf = (list: number[]) => {
      const counter = new TimeCounter("Europe/Berlin");
      for (const ms of list) counter.add(ms, "success");
      return counter.bars(undefined, undefined, 60);
    };
    const { bars, widthMs } = counterOf(times);
    expect(sumOf(bars)).toBe(20_000);
    expect([bars.length <= 60, widthMs]).toEqual([true, 86_400_000]);
    expect(counterOf(times.toSorted())).toEqual({ bars, widthMs });
  });

  it("begin days at midnight of the zone, and reach over the whole range", () => {
    const counter = new TimeCounter("America/New_York");
    counter.add(Date.UTC(2026, 5, 2, 3, 59), "denied");
    counter.add(Date.UTC(2026, 5, 2, 4), "success");
    const { bars, widthMs } = counter.bars(Date.UTC(2026, 5, 1, 4), Date.UTC(2026, 5, 11, 4), 12);
    expect(widthMs).toBe(86_400_000);
    expect(bars).toHaveLength(10);
    expect(bars[0]).toEqual({
      wallMs: Date.UTC(2026, 5, 1),
      counts: { success: 0, failure: 0, denied: 1, unknown: 0 },
    });
    expect(bars[1]!.counts.success).toBe(1);
  });

  it("reach to events outside the range too", () => {
    const counter = new TimeCounter("UTC");
    counter.add(Date.UTC(2026, 0, 1), "success");
    expect(sumOf(counter.bars(Date.UTC(2026, 1, 1), Date.UTC(2026, 2, 1), 60).bars)).toBe(1);
  });
});
