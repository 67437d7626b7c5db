import { describe, expect, it } from "vitest";
import { zoneClock } from "./zone-clock.ts";

const ZONES = [
  "Europe/Berlin",
  "America/New_York",
  "Asia/Kolkata",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "America/St_Johns",
  "Pacific/Apia",
];

/** What the calendar says, asked for every time anew. */
function wall(ms: number, timeZone: string): string {
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat("en-CA", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
    })
      .formatToParts(ms)
      .map(({ type, value }) => [type, value]),
  );
  return `${parts.year}-${parts.month}-${parts.day}T${parts.hour}:${parts.minute}`;
}

describe("the clock of a zone", () => {
  it("names the offset, in winter, in summer and in the hour that comes twice", () => {
    const { iso } = zoneClock("Europe/Berlin");
    expect(iso("2026-11-28T14:04:05.123Z")).toBe("2026-11-28T15:04:05.123+01:00");
    expect(iso("2026-07-01T22:30:00.000Z")).toBe("2026-07-02T00:30:00.000+02:00");
    expect(iso("2026-10-25T00:30:00.000Z")).toBe("2026-10-25T02:30:00.000+02:00");
    expect(iso("2026-10-25T01:30:00.000Z")).toBe("2026-10-25T02:30:00.000+01:00");
    expect(iso("2026-03-29T00:59:59.999Z")).toBe("2026-03-29T01:59:59.999+01:00");
    expect(iso("2026-03-29T01:00:00.000Z")).toBe("2026-03-29T03:00:00.000+02:00");
  });

  it("writes UTC as it is", () =>
    expect(zoneClock("UTC").iso("2026-11-28T14:04:05.123Z")).toBe("2026-11-28T14:04:05.123Z"));

  it("knows offsets of half and quarter hours", () => {
    expect(zoneClock("Asia/Kathmandu").iso("2026-01-01T00:00:00.001Z")).toBe("2026-01-01T05:45:00.001+05:45");
    expect(zoneClock("America/St_Johns").iso("2026-01-01T00:00:00.000Z")).toBe("2025-12-31T20:30:00.000-03:30");
  });

  it("agrees with the calendar at any time, and names the same instant", () => {
    const far = [0, Date.UTC(1991, 2, 31, 1), Date.UTC(2011, 11, 30, 9, 59), Date.UTC(2026, 3, 4, 15)];
    for (const timeZone of ZONES) {
      const { iso, offsetMs } = zoneClock(timeZone);
      const times = Array.from({ length: 3_000 }, (_, i) => Date.UTC(2025, 0, 1) + i * 17_549_123);
      for (const ms of [...times, ...far, ...far.map((one) => one + 60_000)]) {
        const text = iso(new Date(ms).toISOString());
        expect(text.slice(0, 16)).toBe(wall(ms, timeZone));
        expect(Date.parse(text)).toBe(ms);
        expect(new Date(ms + offsetMs(ms)).toISOString().slice(0, -1)).toBe(text.slice(0, 23));
      }
    }
  });

  it("keeps the instant where a place was seconds apart from any zone", () => {
    const text = zoneClock("Europe/Berlin").iso("1880-01-01T00:00:00.000Z");
    expect(text).toBe("1880-01-01T00:53:00.000+00:53");
    expect(zoneClock("Africa/Monrovia").iso("1970-01-01T00:00:00.000Z")).toBe("1969-12-31T23:16:00.000-00:44");
  });
});
