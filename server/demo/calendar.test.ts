import { describe, expect, it } from "vitest";
import { Agenda } from "./agenda.ts";
import {
  dayOf,
  daysToQuarterEnd,
  HOUR,
  isWeekend,
  localDay,
  localMinute,
  localMoment,
  offsetMs,
  yearBefore,
} from "./calendar.ts";
import { isHoliday } from "./holidays.ts";
import { Random } from "./random.ts";

describe("local time", () => {
  it("follows daylight saving where there is one", () => {
    const noon = (zone: string, month: number) =>
      new Date(localMoment(zone, dayOf(2026, month, 15), 12 * 60)).toISOString();
    expect(noon("Europe/Berlin", 1)).toBe("2026-01-15T11:00:00.000Z");
    expect(noon("Europe/Berlin", 7)).toBe("2026-07-15T10:00:00.000Z");
    expect(noon("America/Chicago", 1)).toBe("2026-01-15T18:00:00.000Z");
    expect(noon("America/Chicago", 7)).toBe("2026-07-15T17:00:00.000Z");
    expect(noon("America/Sao_Paulo", 1)).toBe("2026-01-15T15:00:00.000Z");
    expect(noon("Asia/Tokyo", 7)).toBe("2026-07-15T03:00:00.000Z");
  });

  it("changes at the hour of the change, not at midnight", () => {
    const change = Date.UTC(2026, 2, 29, 1);
    expect(offsetMs("Europe/Berlin", change - 1)).toBe(HOUR);
    expect(offsetMs("Europe/Berlin", change)).toBe(2 * HOUR);
    expect(localMinute("Europe/Berlin", change)).toBe(3 * 60);
  });

  it("gives back the day and minute it was made from", () => {
    for (const zone of [
      "Europe/Berlin",
      "America/Chicago",
      "America/Sao_Paulo",
      "Asia/Tokyo",
      "Europe/London",
      "America/New_York",
    ]) {
      for (let day = dayOf(2026, 1, 1); day < dayOf(2027, 1, 1); day++) {
        const at = localMoment(zone, day, 9 * 60 + 30);
        expect([localDay(zone, at), localMinute(zone, at)]).toEqual([day, 570]);
      }
    }
  });
});

describe("dates", () => {
  it("knows weekends, quarters and the year before", () => {
    expect([dayOf(2026, 11, 20), dayOf(2026, 11, 21), dayOf(2026, 11, 22), dayOf(2026, 11, 23)].map(isWeekend)).toEqual(
      [false, true, true, false],
    );
    expect(daysToQuarterEnd(dayOf(2026, 9, 30))).toBe(0);
    expect(daysToQuarterEnd(dayOf(2026, 9, 27))).toBe(3);
    expect(daysToQuarterEnd(dayOf(2026, 10, 2))).toBe(-2);
    expect(new Date(yearBefore(new Date("2028-02-29T12:00:00Z"))).toISOString()).toBe("2027-03-01T12:00:00.000Z");
  });

  it.each([
    ["DE", 2026, 4, 6, "Easter Monday"],
    ["DE", 2026, 5, 14, "Ascension Day"],
    ["US", 2026, 11, 26, "Thanksgiving"],
    ["US", 2026, 7, 3, "Independence Day, observed on Friday"],
    ["BR", 2026, 2, 17, "Carnival Tuesday"],
    ["BR", 2026, 6, 4, "Corpus Christi"],
    ["JP", 2026, 3, 20, "spring equinox"],
    ["JP", 2026, 7, 20, "Marine Day"],
    ["GB", 2026, 12, 28, "Boxing Day, a Saturday, kept on Monday"],
    ["GB", 2026, 5, 25, "spring bank holiday"],
  ] as const)("%s rests on %i-%i-%i, %s", (country, year, month, date, _name) => {
    expect(isHoliday(country, dayOf(year, month, date))).toBe(true);
  });

  it("does not rest on an ordinary Wednesday", () => {
    for (const country of ["DE", "US", "BR", "JP", "GB"] as const)
      expect(isHoliday(country, dayOf(2026, 6, 10))).toBe(false);
  });
});

describe("Random", () => {
  it("repeats itself for the same words only", () => {
    const draw = (...words: (string | number)[]) =>
      Array.from(
        { length: 5 },
        (
          (random) => () =>
            random.bits()
        )(new Random(...words)),
      );
    expect(draw("a", 1)).toEqual(draw("a", 1));
    expect(draw("a", 1)).not.toEqual(draw("a", 2));
    expect(draw("ab", "c")).not.toEqual(draw("a", "bc"));
  });

  it("draws from the distributions it names", () => {
    const random = new Random("distributions");
    const mean = (draw: () => number) =>
      Array.from({ length: 20_000 }, draw).reduce((sum, value) => sum + value, 0) / 20_000;
    expect(mean(() => random.float())).toBeCloseTo(0.5, 1);
    expect(mean(() => random.poisson(4))).toBeCloseTo(4, 0);
    expect(mean(() => random.poisson(80))).toBeCloseTo(80, -1);
    expect(mean(() => random.exponential(3))).toBeCloseTo(3, 0);
    expect(mean(() => random.normal(10, 2))).toBeCloseTo(10, 0);
    expect(
      mean(() =>
        random.weighted([
          [3, 1],
          [1, 0],
        ] as const),
      ),
    ).toBeCloseTo(0.75, 1);
    expect(new Set(random.some([1, 2, 3, 4, 5], 4)).size).toBe(4);
    expect(random.hex(11)).toMatch(/^[0-9a-f]{11}$/);
    expect(random.token(16)).toMatch(/^[0-9a-z]{16}$/);
  });
});

describe("Agenda", () => {
  it("hands out by time, and in the order of planning at the same time", () => {
    const agenda = new Agenda<string>();
    const random = new Random("agenda");
    const planned = Array.from({ length: 500 }, (_, i) => ({ at: random.int(0, 60), name: String(i) }));
    for (const { at, name } of planned) agenda.plan(at, name);
    const taken: { at: number; item: string }[] = [];
    for (let next = agenda.takeBefore(61); next; next = agenda.takeBefore(61)) taken.push(next);
    const wanted = planned.toSorted((a, b) => a.at - b.at).map(({ name }) => name);
    expect(taken.map(({ item }) => item)).toEqual(wanted);
    agenda.plan(61, "late");
    expect(agenda.takeBefore(61)).toBeUndefined();
  });
});
