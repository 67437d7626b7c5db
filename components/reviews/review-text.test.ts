import { expect, test } from "vitest";
import { changedText, dayText, dueText, newcomersText, nextText, resultText } from "./review-text.ts";

const at = "2026-11-28T23:30:00.000Z";
const ms = Date.parse(at);

test("a day is that of the tenant", () => {
  expect(dayText(at, "UTC")).toBe("28 November 2026");
  expect(dayText(at, "Europe/Berlin")).toBe("29 November 2026");
});

test("what is due says when, and what is late by how much", () => {
  expect(dueText(at, ms - 86_400_000, "UTC")).toEqual({ text: "due by 28 November 2026", isLate: false });
  expect(dueText(at, ms + 2 * 86_400_000, "UTC")).toEqual({ text: "overdue by 2 d", isLate: true });
});

test("the next one begins on its day, and at once when that is past", () => {
  expect(nextText(at, ms - 1_000, "UTC")).toBe("on 28 November 2026");
  expect(nextText(at, ms + 1_000, "UTC")).toBe("within minutes");
});

test("a result leaves out what there is none of", () => {
  expect(resultText({ kept: 1_200, revoked: 2, gone: 1 })).toBe("1,200 kept, 2 revoked, 1 gone");
  expect(resultText({ kept: 0, revoked: 2, gone: 0 })).toBe("2 revoked");
  expect(resultText({ kept: 0, revoked: 0, gone: 0 })).toBe("nothing to review");
});

test("changed fields are named in words", () => {
  expect(changedText(["role"])).toBe("role");
  expect(changedText(["purpose", "sees", "expires_at"])).toBe("purpose, what it sees and end");
});

test("newcomers are counted by kind", () => {
  expect(newcomersText({ keys: 2, members: 1 })).toBe("2 keys and 1 member");
  expect(newcomersText({ keys: 1, members: 0 })).toBe("1 key");
  expect(newcomersText({ keys: 0, members: 0 })).toBe("");
});
