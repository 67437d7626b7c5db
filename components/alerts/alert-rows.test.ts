import { describe, expect, test } from "vitest";
import type { AlertLine } from "#server/alerts/index.ts";
import { compareAlerts, withFirstPage } from "./alert-rows.ts";

const row = (id: string, minute: number, score = 50) =>
  ({ id, lastAt: new Date(Date.UTC(2026, 10, 1, 0, minute)).toISOString(), score }) as AlertLine;
const ids = (rows: readonly AlertLine[]) => rows.map(({ id }) => id).join("");

describe("order", () => {
  const rows = [row("a", 1, 20), row("b", 3, 10), row("c", 2, 20)];
  test("is by the last event, or by the score", () => {
    expect(ids([...rows].sort((a, b) => compareAlerts(a, b, "newest")))).toBe("bca");
    expect(ids([...rows].sort((a, b) => compareAlerts(a, b, "score")))).toBe("cab");
  });
});

describe("the first page anew", () => {
  const before = [row("f", 9), row("e", 8), row("d", 7), row("c", 6), row("b", 5)];
  test("stands as far as it reaches, before what was loaded beyond", () => {
    const page = [row("h", 11), row("f", 9), row("e", 8)];
    expect(ids(withFirstPage(before, page, { sort: "newest", isMore: true }))).toBe("hfedcb");
  });

  test("takes away what is gone from it, and lets it in once", () => {
    const page = [row("f", 9), row("d", 7), row("c", 6)];
    expect(ids(withFirstPage(before, page, { sort: "newest", isMore: true }))).toBe("fdcb");
  });

  test("is all there is when nothing follows it", () => {
    expect(ids(withFirstPage(before, [row("f", 9)], { sort: "newest", isMore: false }))).toBe("f");
    expect(ids(withFirstPage(before, [], { sort: "newest", isMore: false }))).toBe("");
  });
});
