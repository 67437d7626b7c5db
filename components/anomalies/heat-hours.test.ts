import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readQuery } from "#query";
import { WEEKDAYS, wallTime } from "../events/times.ts";
import { hourSpans, hoursQuery, movedCell } from "./heat-hours.ts";

const QUARTER_MS = 900_000;
const range = { fromMs: Date.parse("2026-09-01T22:00:00Z"), toMs: Date.parse("2026-11-30T09:15:00Z") };

describe("hourSpans", () => {
  it.each(["UTC", "Europe/Berlin", "Australia/Lord_Howe", "America/St_Johns"])(
    "have every quarter of an hour of the range in %s under exactly one hour",
    (timeZone) => {
      const seen = new Map<number, string>();
      for (let weekday = 0; weekday < 7; weekday++)
        for (let hour = 0; hour < 24; hour++)
          for (const { fromMs, toMs } of hourSpans(weekday, hour, range, timeZone))
            for (let ms = fromMs; ms < toMs; ms += QUARTER_MS) {
              expect(seen.has(ms)).toBe(false);
              seen.set(ms, `${WEEKDAYS[weekday]!.slice(0, 3)} ${hour}`);
            }
      expect(seen.size).toBe((range.toMs - range.fromMs) / QUARTER_MS);
      const days = new Intl.DateTimeFormat("en-GB", { timeZone, weekday: "short" });
      for (const [ms, found] of [...seen].filter((_, i) => i % 37 === 0))
        expect(found).toBe(`${days.format(ms)} ${Number(wallTime(ms, timeZone).slice(11, 13))}`);
    },
  );

  it("last two hours where the clocks are set back", () => {
    const spans = hourSpans(6, 2, range, "Europe/Berlin").filter(({ fromMs, toMs }) => toMs - fromMs !== 3_600_000);
    expect(spans).toEqual([{ fromMs: Date.parse("2026-10-25T00:00:00Z"), toMs: Date.parse("2026-10-25T02:00:00Z") }]);
  });
});

describe("hoursQuery", () => {
  it("is a query that may be asked", () => {
    const q = hoursQuery('an "odd" one', hourSpans(0, 9, range, "Europe/Berlin"))!;
    expect(readQuery(q, { nowMs: range.toMs, timeZone: "UTC" })).toMatchObject({ node: { kind: "and" }, faults: [] });
    expect(q.split("after:").length - 1).toBe(13);
    expect(hoursQuery("u_1", [])).toBeUndefined();
  });
});

describe("movedCell", () => {
  it("stays within the week", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 167 }),
        fc.constantFrom("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown"),
        (at, key) => {
          const next = movedCell(at, key)!;
          expect(next).toBeGreaterThanOrEqual(0);
          expect(next).toBeLessThan(168);
        },
      ),
    );
    expect([movedCell(25, "ArrowUp"), movedCell(25, "ArrowRight"), movedCell(25, "x")]).toEqual([1, 26, undefined]);
  });
});
