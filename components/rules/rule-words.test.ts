import { expect, it } from "vitest";
import { definitionWords, listWords, weeklyText } from "./rule-words.ts";

const matching = { query: "", patterns: [], groupBy: [] };

it("says what a definition finds", () => {
  const words = [
    definitionWords({ kind: "threshold", ...matching, count: 5, windowS: 600, groupBy: ["actor.id", "ip"] }),
    definitionWords({ kind: "threshold", ...matching, count: 1, windowS: 600 }),
    definitionWords({ kind: "distinct", ...matching, field: "target.id", count: 3, windowS: 3_600 }),
    definitionWords({ kind: "sequence", steps: [matching, matching], groupBy: ["ip"], windowS: 90 }),
    definitionWords({ kind: "absence", ...matching, windowS: 21_600, groupBy: ["origin"] }),
  ];
  expect(words).toEqual([
    "at least 5 events within 10 minutes for each actor.id and ip",
    "every event",
    "at least 3 different target.id within 1 hour",
    "2 steps in order within 90 seconds for each ip",
    "none for 6 hours for each origin",
  ]);
});

it.each([
  [3, 90, "0.2 a week"],
  [0, 90, "0 a week"],
  [1, 365, "less than 0.1 a week"],
  [90, 90, "7 a week"],
  [20_000, 90, "1,556 a week"],
])("%i alerts in %i days are %s", (alerts, days, text) => expect(weeklyText(alerts, days)).toBe(text));

it("lists", () => expect([[], ["a"], ["a", "b", "c"]].map(listWords)).toEqual(["", "a", "a, b and c"]));
