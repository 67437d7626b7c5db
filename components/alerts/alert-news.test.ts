import { describe, expect, test } from "vitest";
import type { AlertBadge } from "#server/alerts/index.ts";
import { knownAtStart, newsOf } from "./alert-news.ts";

const START = Date.parse("2026-11-20T10:00:00.000Z");
const badge = (newestAt: string | null): AlertBadge => ({
  open: 1,
  critical: 0,
  high: 1,
  mine: 0,
  newestId: newestAt === null ? null : "01a2",
  newestTitle: newestAt === null ? null : "Mika Tan was denied",
  newestSeverity: newestAt === null ? null : "high",
  newestAt,
});

describe("news", () => {
  test("is an alert raised after the page began, once", () => {
    const known = knownAtStart(badge(null), START);
    const news = newsOf(badge("2026-11-20T10:00:02.000Z"), known);
    expect(news).toEqual({
      id: "01a2",
      title: "Mika Tan was denied",
      severity: "high",
      at: "2026-11-20T10:00:02.000Z",
    });
    expect(newsOf(badge("2026-11-20T10:00:02.000Z"), news!.at)).toBeUndefined();
  });

  test("is none that was there before, nor an older one that is the newest again", () => {
    const known = knownAtStart(badge("2026-11-20T09:59:00.000Z"), START);
    expect(newsOf(badge("2026-11-20T09:59:00.000Z"), known)).toBeUndefined();
    expect(newsOf(badge("2026-11-19T09:00:00.000Z"), known)).toBeUndefined();
    expect(newsOf(badge(null), known)).toBeUndefined();
    expect(newsOf(null, known)).toBeUndefined();
  });
});
