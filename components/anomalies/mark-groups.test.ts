import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { groupMarks } from "./mark-groups.ts";

const view = { fromMs: 0, toMs: 1_000_000 };
const mark = (ms: number, severity = "low") => ({
  ...{ alertId: `${ms}`, at: new Date(ms).toISOString(), title: "It", severity, score: 1, detector: "burst" },
});

describe("groupMarks", () => {
  it("keeps every mark in the view once, and no two groups begin close together", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: -200_000, max: 1_200_000 })), (times) => {
        const groups = groupMarks(
          times.map((ms) => mark(ms)),
          view,
          0.05,
        );
        const kept = groups.flatMap(({ marks }) => marks.map(({ alertId }) => Number(alertId)));
        expect(kept.sort((a, b) => a - b)).toEqual(
          times.filter((ms) => ms >= 0 && ms <= 1_000_000).sort((a, b) => a - b),
        );
        const firsts = groups.map(({ marks }) => Date.parse(marks.at(-1)!.at));
        for (const [i, first] of firsts.entries())
          if (i > 0) expect(first - firsts[i - 1]!).toBeGreaterThanOrEqual(50_000 - 1);
      }),
    );
  });

  it("is as grave as its gravest", () => {
    const [group] = groupMarks([mark(10), mark(20, "high"), mark(30, "medium")], view, 0.05);
    expect(group).toMatchObject({ severity: "high", marks: [{ alertId: "30" }, { alertId: "20" }, { alertId: "10" }] });
  });
});
