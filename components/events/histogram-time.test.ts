import { describe, expect, it } from "vitest";
import { axisTicks, instantInFull, rangeInFull, spanInFull } from "./histogram-time.ts";

const labels = (from: string, to: string, zone: string, max?: number) =>
  axisTicks(Date.parse(from), Date.parse(to), zone, max).map(({ label }) => label);

describe("axisTicks", () => {
  it("puts a day's round hours of the zone's clock beneath it", () => {
    expect(labels("2026-11-19T20:42:00Z", "2026-11-20T20:42:00Z", "Europe/Berlin")).toEqual([
      "20 Nov 00:00",
      "06:00",
      "12:00",
      "18:00",
    ]);
    expect(labels("2026-11-19T17:10:00Z", "2026-11-20T05:10:00Z", "UTC")).toEqual([
      "19 Nov 18:00",
      "21:00",
      "20 Nov",
      "03:00",
    ]);
  });

  it("goes from minutes to years", () => {
    expect(labels("2026-11-20T10:00:00Z", "2026-11-20T10:04:00Z", "UTC")).toEqual([
      "20 Nov 10:00",
      "10:01",
      "10:02",
      "10:03",
      "10:04",
    ]);
    expect(labels("2026-11-13T08:00:00Z", "2026-11-20T08:00:00Z", "UTC")).toEqual(["15 Nov", "17 Nov", "19 Nov"]);
    expect(labels("2025-11-20T08:00:00Z", "2026-11-21T08:00:00Z", "UTC")).toEqual(["Jan 2026", "Apr", "Jul", "Oct"]);
    expect(labels("2016-05-01T00:00:00Z", "2026-05-01T00:00:00Z", "UTC").length).toBeGreaterThan(1);
  });

  it("never has more than asked for, and all of them within the range", () => {
    for (let hours = 1; hours < 24 * 900; hours = Math.ceil(hours * 1.7)) {
      const toMs = Date.parse("2026-11-20T20:42:13Z");
      const fromMs = toMs - hours * 3_600_000;
      const ticks = axisTicks(fromMs, toMs, "America/Sao_Paulo");
      expect(ticks.length, `${hours} h`).toBeLessThanOrEqual(5);
      expect(ticks.length, `${hours} h`).toBeGreaterThan(0);
      for (const { atMs } of ticks) expect(atMs >= fromMs && atMs <= toMs).toBe(true);
    }
  });

  it("stands on the clock's hours though the clocks change in between", () => {
    const ticks = axisTicks(Date.parse("2026-10-24T20:00:00Z"), Date.parse("2026-10-25T20:00:00Z"), "Europe/Berlin");
    expect(ticks.map(({ label }) => label)).toEqual(["25 Oct 00:00", "06:00", "12:00", "18:00"]);
    expect(ticks.map(({ atMs }) => new Date(atMs).toISOString().slice(11, 16))).toEqual([
      "22:00",
      "05:00",
      "11:00",
      "17:00",
    ]);
  });
});

describe("spanInFull", () => {
  const span = (from: string, to: string, zone = "Europe/Berlin") => spanInFull(Date.parse(from), Date.parse(to), zone);

  it("says both ends and the zone", () => {
    expect(span("2026-11-20T20:00:00Z", "2026-11-20T21:00:00Z")).toBe("20 Nov 2026, 21:00 – 22:00 CET");
    expect(span("2026-11-20T20:00:00Z", "2026-11-20T23:00:00Z")).toBe("20 Nov 2026, 21:00 – 21 Nov 2026, 00:00 CET");
  });

  it("says both zones where the clocks change", () => {
    expect(span("2026-10-25T00:00:00Z", "2026-10-25T02:00:00Z")).toBe("25 Oct 2026, 02:00 CEST – 03:00 CET");
  });

  it("has seconds where there are any", () => {
    expect(span("2026-11-20T20:00:30Z", "2026-11-20T20:01:00Z", "UTC")).toBe("20 Nov 2026, 20:00:30 – 20:01 UTC");
  });

  it("says one instant to the minute", () => {
    expect(instantInFull("2026-11-20T20:04:31.500Z", "Europe/Berlin")).toBe("20 Nov 2026, 21:04 CET");
  });
});

describe("rangeInFull", () => {
  it("says which ends there are, to the minute", () => {
    const [from, to] = ["2026-11-20T20:00:31.250Z", "2026-11-20T21:00:00Z"];
    const text = (range: { from?: string; to?: string }) => rangeInFull(range, "Europe/Berlin");
    expect(text({ from })).toBe("Since 20 Nov 2026, 21:00 CET");
    expect(text({ to })).toBe("Until 20 Nov 2026, 22:00 CET");
    expect(text({ from, to })).toBe("20 Nov 2026, 21:00 – 22:00 CET");
  });
});
