import { describe, expect, it } from "vitest";
import { type Span, ZoneClock } from "./index.ts";

const span = (from: string, to: string): Span => ({ fromMs: Date.parse(from), toMs: Date.parse(to) });
const minutes = ({ fromMs, toMs }: Span) => (toMs - fromMs) / 60_000;

describe("ZoneClock", () => {
  it("agrees with the calendar in every quarter of an hour", () => {
    for (const timeZone of ["UTC", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu"]) {
      const year = span("2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z");
      const clock = new ZoneClock(timeZone, year);
      const format = new Intl.DateTimeFormat("en-GB", {
        ...{ timeZone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit" },
        ...{ hour: "2-digit", minute: "2-digit" },
      } as Intl.DateTimeFormatOptions);
      for (let at = year.fromMs; at < year.toMs; at += 900_000 * 7) {
        const { date, hour, quarter } = clock.localOf(at);
        const [day, time] = format.format(at).split(", ");
        expect(`${date.split("-").reverse().join("/")} ${String(hour).padStart(2, "0")}`).toBe(
          `${day} ${time!.slice(0, 2)}`,
        );
        expect(Math.floor(Number(time!.slice(3)) / 15)).toBe(quarter);
      }
    }
  });

  it("has days of 23, 24 and 25 hours", () => {
    const year = span("2026-03-27T23:00:00Z", "2026-10-31T23:00:00Z");
    const days = new ZoneClock("Europe/Berlin", year).buckets("day", year);
    const lengths = new Map(days.map((day) => [new Date(day.fromMs).toISOString(), minutes(day) / 60]));
    expect(lengths.get("2026-03-28T23:00:00.000Z")).toBe(23);
    expect(lengths.get("2026-10-24T22:00:00.000Z")).toBe(25);
    expect([...lengths.values()].filter((hours) => hours !== 24)).toEqual([23, 25]);
    expect(days.every((day, i) => i === 0 || days[i - 1]!.toMs === day.fromMs)).toBe(true);
  });

  it("keeps an hour that the clock goes through twice apart", () => {
    const night = span("2026-10-24T22:00:00Z", "2026-10-25T03:00:00Z");
    const clock = new ZoneClock("Europe/Berlin", night);
    const hours = clock.buckets("hour", night);
    expect(hours.map(({ fromMs }) => clock.localOf(fromMs).hour)).toEqual([0, 1, 2, 2, 3]);
    expect(hours.map(minutes)).toEqual([60, 60, 60, 60, 60]);
    const islands = span("2026-04-04T13:00:00Z", "2026-04-04T17:00:00Z");
    const lordHowe = new ZoneClock("Australia/Lord_Howe", islands);
    expect(
      lordHowe.buckets("hour", islands).map((hour) => [lordHowe.localOf(hour.fromMs).hour, minutes(hour)]),
    ).toEqual([
      ...[
        [0, 60],
        [1, 60],
        [1, 30],
        [2, 60],
      ],
      [3, 30],
    ]);
  });

  it("goes whole weeks back to the same time of the clock", () => {
    const clock = new ZoneClock("Europe/Berlin", span("2026-03-01T00:00:00Z", "2026-11-30T00:00:00Z"));
    const back = (from: string, to: string, weeks: number) => {
      const { fromMs, toMs } = clock.weeksBefore(span(from, to), weeks);
      return [fromMs, toMs].map((ms) => new Date(ms).toISOString().slice(0, 16));
    };
    const hour = (from: string, to: string) => back(from, to, 1);
    expect(hour("2026-11-02T08:00:00Z", "2026-11-02T09:00:00Z")).toEqual(["2026-10-26T08:00", "2026-10-26T09:00"]);
    expect(back("2026-11-02T08:00:00Z", "2026-11-02T09:00:00Z", 2)).toEqual(["2026-10-19T07:00", "2026-10-19T08:00"]);
    expect(hour("2026-03-30T07:00:00Z", "2026-03-30T08:00:00Z")).toEqual(["2026-03-23T08:00", "2026-03-23T09:00"]);
    // Days of 25 and of 23 hours, each against one of 24.
    expect(hour("2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z")).toEqual(["2026-10-17T22:00", "2026-10-18T22:00"]);
    expect(hour("2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z")).toEqual(["2026-03-21T23:00", "2026-03-22T23:00"]);
    // Either of the two hours from two to three was one before.
    expect(hour("2026-10-25T00:00:00Z", "2026-10-25T01:00:00Z")).toEqual(["2026-10-18T00:00", "2026-10-18T01:00"]);
    expect(hour("2026-10-25T01:00:00Z", "2026-10-25T02:00:00Z")).toEqual(["2026-10-18T00:00", "2026-10-18T01:00"]);
  });

  it("begins hours and days where the clock of the zone does", () => {
    const clock = new ZoneClock("Asia/Kathmandu", span("2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z"));
    expect(new Date(clock.nextHour(Date.parse("2026-11-01T10:01:00Z"))).toISOString()).toBe("2026-11-01T10:15:00.000Z");
    expect(new Date(clock.dayStart(Date.parse("2026-11-01T10:01:00Z"))).toISOString()).toBe("2026-10-31T18:15:00.000Z");
  });
});
