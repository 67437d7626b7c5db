import { expect, test } from "vitest";
import { nextDue, periodBefore } from "./periods.ts";

const at = (text: string) => new Date(text);
const berlin = { timeZone: "Europe/Berlin", hour: 6 } as const;

test("a day is due at its hour by the clocks of the zone, also where they change", () => {
  const daily = { ...berlin, period: "daily" } as const;
  expect(nextDue(daily, at("2026-11-28T04:59:59Z"))).toEqual(at("2026-11-28T05:00:00Z"));
  expect(nextDue(daily, at("2026-11-28T05:00:00Z"))).toEqual(at("2026-11-29T05:00:00Z"));
  expect(nextDue(daily, at("2026-03-28T05:00:00Z"))).toEqual(at("2026-03-29T04:00:00Z"));
  expect(nextDue(daily, at("2026-10-24T04:00:00Z"))).toEqual(at("2026-10-25T05:00:00Z"));
  // 02:00 is skipped on that day, and twice on the other.
  expect(nextDue({ ...daily, hour: 2 }, at("2026-03-28T12:00:00Z"))).toEqual(at("2026-03-29T01:00:00Z"));
  expect(nextDue({ ...daily, hour: 2 }, at("2026-10-24T12:00:00Z"))).toEqual(at("2026-10-25T00:00:00Z"));
  expect(periodBefore(daily, at("2026-03-30T04:00:00Z"))).toEqual({
    from: at("2026-03-28T23:00:00Z"),
    to: at("2026-03-29T22:00:00Z"),
  });
});

test("a week begins on Monday, a month with its first day", () => {
  const weekly = { ...berlin, period: "weekly" } as const;
  expect(nextDue(weekly, at("2026-11-28T00:00:00Z"))).toEqual(at("2026-11-30T05:00:00Z"));
  expect(periodBefore(weekly, at("2026-11-30T05:00:00Z"))).toEqual({
    from: at("2026-11-22T23:00:00Z"),
    to: at("2026-11-29T23:00:00Z"),
  });
  const monthly = { period: "monthly", hour: 0, timeZone: "Pacific/Auckland" } as const;
  expect(nextDue(monthly, at("2026-12-15T00:00:00Z"))).toEqual(at("2026-12-31T11:00:00Z"));
  expect(periodBefore(monthly, at("2026-12-31T11:00:00Z"))).toEqual({
    from: at("2026-11-30T11:00:00Z"),
    to: at("2026-12-31T11:00:00Z"),
  });
});

test("periods follow each other without a gap or an overlap, for a year in zones that change", () => {
  for (const timeZone of ["UTC", "Europe/Berlin", "America/Sao_Paulo", "Australia/Lord_Howe", "Asia/Kathmandu"])
    for (const period of ["daily", "weekly", "monthly"] as const)
      for (const hour of [0, 2, 23]) {
        const table = { period, hour, timeZone };
        let due = nextDue(table, at("2026-01-01T00:00:00Z"));
        for (let n = 0; n < 400 && due < at("2027-02-01T00:00:00Z"); n++) {
          const next = nextDue(table, due);
          expect(next > due).toBe(true);
          expect(periodBefore(table, next).from, `${timeZone} ${period} ${hour}`).toEqual(periodBefore(table, due).to);
          due = next;
        }
      }
});
