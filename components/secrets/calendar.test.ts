import { describe, expect, test } from "vitest";
import { calendarWeeks, type Rotation } from "./calendar.ts";

const due = (id: string, date: string): Rotation => ({
  ...{ type: "secret", id, name: null, environment: null, dueAt: `${date}T10:00:00.000Z`, date },
  ...{ daysOver: -1, isOverdue: false, days: 90 },
});

describe("the calendar", () => {
  test.each(["2026-11-23", "2026-11-28", "2026-11-29", "2027-03-28"])("of %s has whole weeks and 90 days", (today) => {
    const weeks = calendarWeeks([], today);
    const days = weeks.flat();
    expect(weeks.every((week) => week.length === 7)).toBe(true);
    expect(weeks.every(([monday]) => new Date(monday!.date).getUTCDay() === 1)).toBe(true);
    expect(weeks[0]!.some(({ date, isToday }) => date === today && isToday)).toBe(true);
    expect(days.filter(({ isPast }) => !isPast).length).toBeGreaterThan(90);
    expect(new Set(days.map(({ date }) => date)).size).toBe(days.length);
  });

  test("has each rotation on its day, and what was before the week nowhere", () => {
    const weeks = calendarWeeks([due("a", "2026-12-01"), due("b", "2026-12-01"), due("c", "2026-11-01")], "2026-11-28");
    const placed = weeks.flat().flatMap(({ date, rotations }) => rotations.map(({ id }) => [date, id]));
    expect(placed).toEqual([
      ["2026-12-01", "a"],
      ["2026-12-01", "b"],
    ]);
  });
});
