import { describe, expect, it } from "vitest";
import { readQuery } from "#query";
import { draftFaults, draftOf, newDraft, type RuleText, ruleOf, trialKey, withException } from "./rule-draft.ts";
import { faultInText, readText, writeText } from "./rule-text.ts";

const SHARED: Omit<RuleText, "definition"> = {
  name: "Denied secrets",
  description: "Why\nand what then",
  severity: "high",
  dedupMinutes: 90,
  suppression: { query: "actor.id:svc", alertsPerDay: 5 },
  runbookUrl: "https://wiki.example/denied",
};
const matching = { query: "outcome:denied", patterns: [{ field: "target.name", matches: "^prod/" }] };
const RULES: RuleText[] = [
  { ...SHARED, definition: { kind: "threshold", ...matching, count: 5, windowS: 600, groupBy: ["actor.id"] } },
  {
    ...SHARED,
    definition: { kind: "distinct", ...matching, field: "target.id", count: 3, windowS: 90, groupBy: [] },
  },
  {
    ...SHARED,
    suppression: {},
    runbookUrl: null,
    definition: {
      kind: "sequence",
      steps: [matching, { query: "outcome:success", patterns: [] }],
      windowS: 7_200,
      groupBy: ["ip"],
    },
  },
  { ...SHARED, definition: { kind: "absence", ...matching, windowS: 86_400, groupBy: ["origin"] } },
];

describe("a rule in the form and as text", () => {
  it.each(RULES)("$definition.kind comes back as it was", (rule) => {
    expect(ruleOf(draftOf(rule))).toEqual(rule);
    expect(draftFaults(draftOf(rule))).toEqual([]);
    expect(readText(writeText(rule)).rule).toEqual(rule);
  });

  it("keeps what another kind needs", () => {
    const [threshold, , , absence] = RULES.map((rule) => draftOf(rule));
    const back = draftOf(ruleOf({ ...threshold!, kind: "absence" }), threshold);
    expect({ ...back, kind: "threshold" }).toEqual(threshold);
    expect(absence!.count).toBe(5);
  });

  it("begins with a query, five times in ten minutes for each actor", () => {
    expect(ruleOf(newDraft("outcome:denied")).definition).toEqual({
      kind: "threshold",
      query: "outcome:denied",
      patterns: [],
      count: 5,
      windowS: 600,
      groupBy: ["actor.id"],
    });
  });
});

describe("draftFaults", () => {
  const draft = { ...newDraft("outcome:"), groupBy: ["actor", "ip"], count: "", except: "(a" } as const;
  it("names every field that is wrong", () => {
    const faults = draftFaults({ ...draft, groupBy: [...draft.groupBy], window: { amount: "", unit: "hours" } });
    expect(faults.map(({ path, at }) => [path, at])).toEqual([
      ["definition.query", 8],
      ["definition.groupBy.0", undefined],
      ["suppression.query", expect.any(Number)],
      ["definition.count", undefined],
      ["definition.windowS", undefined],
    ]);
  });

  it("refuses times, which mean nothing for events as they come", () => {
    expect(draftFaults(newDraft("outcome:denied after:yesterday"))).toEqual([
      { path: "definition.query", at: 15, message: expect.stringContaining("after") },
    ]);
  });
});

it("what was tried is told by what decides, not by name and severity", () => {
  const [rule] = RULES;
  expect(trialKey({ ...rule!, name: "Other", severity: "low", runbookUrl: null })).toBe(trialKey(rule!));
  expect(trialKey({ ...rule!, dedupMinutes: 1 })).not.toBe(trialKey(rule!));
  expect(trialKey({ ...rule!, suppression: {} })).not.toBe(trialKey(rule!));
});

describe("withException", () => {
  it("joins one term after another into one list", () => {
    const one = withException("", "actor.id:a");
    const three = withException(withException(one, "actor.id:b"), "ip:10.0.0.1");
    expect([one, three]).toEqual(["actor.id:a", "(actor.id:a OR actor.id:b OR ip:10.0.0.1)"]);
  });

  it("leaves what holds together as it is", () => {
    const both = withException("env:dev action:read", "actor.id:b");
    expect(both).toBe("(env:dev action:read OR actor.id:b)");
    expect(readQuery(both).node).toMatchObject({ kind: "or" });
    expect(withException("-(a OR b)", "ip:10.0.0.1")).toBe("(-(a OR b) OR ip:10.0.0.1)");
  });
});

it("finds the place in the text of what was refused", () => {
  const text = writeText(RULES[0]!);
  const fault = faultInText(text, { path: "definition.patterns.0.matches", message: "no expression" });
  expect(text.slice(fault!.at, fault!.to)).toBe("^prod/");
  expect(faultInText(text, { path: "made.up", message: "" })).toBeUndefined();
});
