import { expect, test } from "vitest";
import type { Secret } from "#server/secrets/index.ts";
import { periodRows, periodsOf, repeatedName } from "./period-rows.ts";
import { dueIn, dueTone, marksOf, noDueText, periodText, readersText } from "./secret-words.ts";

const rotation: Secret["rotation"] = {
  ...{ days: 90, source: "default", since: "rotation", sinceAt: "2026-01-01T00:00:00.000Z" },
  ...{ dueAt: "2026-04-01T00:00:00.000Z", daysOver: -30, isOverdue: false, isWaiting: false },
};
const secret = { rotation, isUnused: false, unusedDays: 2, outside: 0, rotations: 3, deletedAt: null } as Secret;
const marks = (change: Partial<Secret>) => marksOf({ ...secret, ...change }).map(({ tone, text }) => `${tone} ${text}`);

test("days since it was due", () => {
  expect([12, 1, 0, -1, -2, -1_000].map(dueIn)).toEqual([
    "12 days over",
    "1 day over",
    "less than a day over",
    "within a day",
    "in 2 days",
    "in 1,000 days",
  ]);
});

test("what is near or past is coloured", () => {
  expect(dueTone({ isOverdue: true, daysOver: 0 })).toBe("bad");
  expect(dueTone({ isOverdue: false, daysOver: -14 })).toBe("due");
  expect(dueTone({ isOverdue: false, daysOver: -15 })).toBeUndefined();
  expect(dueTone({ isOverdue: false, daysOver: null })).toBeUndefined();
});

test("marks say what is wrong", () => {
  expect(marks({})).toEqual([]);
  expect(marks({ rotation: { ...rotation, isOverdue: true, daysOver: 3 }, outside: 2 })).toEqual([
    "bad overdue",
    "bad 2 from outside",
  ]);
  expect(marks({ rotation: { ...rotation, daysOver: -3 }, isUnused: true, unusedDays: 94 })).toEqual([
    "due due soon",
    "due unused 94 days",
  ]);
  expect(marks({ deletedAt: "2026-01-01T00:00:00.000Z" })).toEqual(["plain deleted"]);
});

test("periods and readers in words", () => {
  expect(periodText(rotation)).toBe("every 90 days, as the tenant’s policy");
  expect(noDueText({ ...rotation, days: null })).toBe("not to be rotated");
  expect(noDueText({ ...rotation, isWaiting: true })).toBe("not due while unread");
  expect(periodText({ ...rotation, days: null, source: "secret" })).toBe("not to be rotated, a period of its own");
  expect(readersText({ people: 1, services: 2 })).toEqual(["1 person", "2 services"]);
  expect(readersText({ people: 0, services: 0 })).toEqual([]);
});

test("lines of periods become what the server takes", () => {
  const rows = periodRows({ token: null, certificate: 365 });
  expect(rows.map(({ name, days }) => [name, days])).toEqual([
    ["certificate", 365],
    ["token", ""],
  ]);
  expect(periodsOf([...rows, { key: 0, name: " ", days: 3 }])).toEqual({ certificate: 365, token: null });
  expect(repeatedName([...rows, { key: 0, name: "Token ", days: 3 }])).toBe("token");
  expect(repeatedName(rows)).toBeUndefined();
});
