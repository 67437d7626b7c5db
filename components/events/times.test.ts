import { describe, expect, it } from "vitest";
import { absoluteTime, instantOf, relativeTime, span, wallTime, zoneName, zoneOf } from "./times.ts";

const berlin = "Europe/Berlin";
const now = Date.parse("2026-11-20T20:42:53.309Z");
const ago = (s: number) => new Date(now - s * 1000).toISOString();

describe("absoluteTime", () => {
  it("names the zone and keeps the millisecond", () => {
    expect(absoluteTime("2026-11-20T20:42:53.309Z", berlin)).toBe("20 Nov 2026, 21:42:53.309 CET");
    expect(absoluteTime("2026-07-01T00:00:00.000Z", berlin)).toBe("1 Jul 2026, 02:00:00.000 CEST");
    expect(absoluteTime("2026-11-20T20:42:53.309Z", "UTC")).toBe("20 Nov 2026, 20:42:53.309 UTC");
  });
});

describe("zoneOf", () => {
  it("leads back to the clock that the name is of", () => {
    for (const name of ["UTC", "Europe/Berlin", "Asia/Kolkata", "America/Argentina/Ushuaia"])
      expect(zoneName(zoneOf(name), "Australia/Sydney")).toBe(name);
    for (const name of ["UTC", "Etc/UTC", "GMT", "Nowhere/Else"]) expect(zoneOf(name)).toBe("utc");
  });
});

describe("relativeTime", () => {
  it.each([
    [0, "now"],
    [12, "12 s ago"],
    [59, "59 s ago"],
    [60, "1 min ago"],
    [3_599, "59 min ago"],
    [3_600, "1 h ago"],
    [86_399, "23 h ago"],
    [86_400, "19 Nov, 21:42"],
    [400 * 86_400, "16 Oct 2025"],
    [-120, "in 2 min"],
  ])("%d s ago", (s, text) => {
    expect(relativeTime(ago(s), now, berlin)).toBe(text);
  });

  it("rounds down", () =>
    expect([span(0), span(119), span(7_199), span(200_000)]).toEqual(["0 s", "1 min", "1 h", "2 d"]));
});

describe("wall time", () => {
  it("leads back to its instant, also around the changes of clocks", () => {
    for (const zone of [berlin, "UTC", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"]) {
      for (let ms = Date.parse("2026-01-01T00:00:00Z"); ms < Date.parse("2027-01-01T00:00:00Z"); ms += 35 * 3_600_000) {
        const wall = wallTime(ms, zone);
        expect(wallTime(instantOf(wall, zone), zone)).toBe(wall);
      }
    }
  });

  it("is exact where the clock is unambiguous", () => {
    expect(instantOf("2026-11-20 21:42:53", berlin)).toBe(Date.parse("2026-11-20T20:42:53Z"));
    expect(instantOf("2026-07-20 21:42:53", berlin)).toBe(Date.parse("2026-07-20T19:42:53Z"));
  });
});
