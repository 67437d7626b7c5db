import { describe, expect, it } from "vitest";
import { eventAt, RuleRun, ruleOf, START_MS } from "../../../../tests/rule-runs.ts";
import { AppError } from "../../../errors.ts";
import type { RuleInput } from "../../schemas.ts";
import { ruleFaults } from "./compile-rule.ts";
import { GROUPS_MAX } from "./group-keys.ts";
import { compileRules } from "./index.ts";
import { Meter } from "./meter.ts";

const DAY_MS = 86_400_000;
const counting = (over: Partial<Extract<RuleInput["definition"], { kind: "threshold" }>> = {}) =>
  ruleOf({ kind: "threshold", query: "", count: 3, windowS: 600, groupBy: [], ...over });
const matching = (matches: string, field = "metadata.text") =>
  counting({ count: 1, patterns: [{ field, matches }], windowS: 60 });
const fits = (matches: string, text: unknown, field?: string) =>
  new RuleRun(matching(matches, field)).observe(eventAt(0, START_MS, { metadata: { text } })).length > 0;

describe("patterns", () => {
  it("match a part of a value as queries compare it", () => {
    expect(fits("^db/", "db/main")).toBe(true);
    expect(fits("^DB/", "Db/main")).toBe(true);
    expect(fits("^main", "db/main")).toBe(false);
    expect(fits("^\\d+$", 42)).toBe(true);
    expect(fits("b", ["a", { x: 1 }, "b"])).toBe(true);
    expect(fits("^u_1$", "", "actor.id")).toBe(true);
    expect(fits("^U_1$", "", "actor.id")).toBe(false);
    expect(fits("ana", "", "actor.name")).toBe(true);
  });

  it("take time in proportion to the text, however they are written", () => {
    const text = `${"a".repeat(2_000)}!${"a".repeat(100_000)}`;
    for (const one of ["^(a+)+$", "^(a|a)*$", "^(a|aa)+$", "(.*b){20}$", "^((a{1,20}){1,20}){1,2}$"])
      expect(fits(one, text), one).toBe(false);
  });

  it("look at the beginning of a long value", () => {
    expect(fits("x$", `${"a".repeat(2_047)}x`)).toBe(true);
    expect(fits("x", `${"a".repeat(2_048)}x`)).toBe(false);
  });

  it.each([
    ["a(?=b)", /look-ahead/],
    ["(?!b)a", /look-ahead/],
    ["(?<=a)b", /look-behind/],
    ["(?<!a)b", /look-behind/],
    ["(a)\\1", /back references/],
    ["(?>a)b", /atomic/],
    ["a++", /possessive/],
    ["(a", /missing closing \)/],
    ["[z-a]", /invalid character class range, at z-a/],
    ["a{1001}", /invalid repeat count/],
    ["(?:\\pL{100}){10}x{900}y{900}", /too large/],
  ])("%s is refused with what is wrong", (matches, message) => {
    const [fault, more] = ruleFaults(matching(matches));
    expect(fault).toMatchObject({ path: "definition.patterns.0.matches", message: expect.stringMatching(message) });
    expect(more).toBeUndefined();
    expect(() => compileRules([matching(matches)])).toThrow(AppError);
  });
});

describe("queries of rules", () => {
  it("are checked with their paths", () => {
    const definition: RuleInput["definition"] = {
      kind: "sequence",
      steps: [{ query: "action:a" }, { query: "env:prod after:24h" }],
      windowS: 60,
    };
    const rule = ruleOf(definition, { suppression: { query: "acton:x" } });
    expect(ruleFaults(rule)).toMatchObject([
      { path: "definition.steps.1.query", at: 9, message: expect.stringContaining("after") },
      { path: "suppression.query", at: 0, message: expect.stringContaining("did you mean action") },
    ]);
  });
});

describe("bounds", () => {
  it("groups without number leave the others alone: so many are remembered, and the rest is counted", () => {
    const flooded = counting({ groupBy: ["session"], count: 2 });
    const calm = counting({ groupBy: ["actor.id"], query: "action:calm" });
    const run = new RuleRun(flooded, calm);
    let seq = 0;
    for (let i = 0; i < 100_000; i++) {
      run.observe(eventAt(seq++, START_MS + i, { session_id: `s_${i}` }));
      if (i % 40_000 === 0) run.observe(eventAt(seq++, START_MS + i, { action: "calm" }));
    }
    expect(run.reports.map(({ finding }) => finding.ruleId)).toEqual([calm.id]);
    const [one, other] = run.detector.health();
    expect(one!.groups).toBe(GROUPS_MAX);
    expect(one!.groups + one!.droppedGroups).toBe(100_000);
    expect(other).toMatchObject({ groups: 1, droppedGroups: 0 });
    const rows = run.states.takeDirty().filter(({ key }) => key.startsWith(flooded.id));
    expect(rows.length).toBeLessThanOrEqual(501);
    expect(rows.reduce((sum, { value }) => sum + value!.length, 0)).toBeLessThan(2_000_000);
    // The last are still there.
    expect(run.observe(eventAt(seq, START_MS + 100_000, { session_id: "s_99999" }))).toHaveLength(1);
  });

  it("groups of which no event could count any more make room without being counted", () => {
    const run = new RuleRun(counting({ groupBy: ["session"], windowS: 60 }));
    for (let i = 0; i < 40_000; i++) {
      const atMs = START_MS + (i < 20_000 ? 0 : 3 * DAY_MS);
      run.observe(eventAt(i, atMs, { session_id: `s_${i % 5_000}${i < 20_000 ? "" : "b"}` }));
    }
    expect(run.detector.health()[0]!.droppedGroups).toBeLessThan(30);
  });

  it("a window of 30 days with a count of 1,000 remembers little more than that", () => {
    const run = new RuleRun(counting({ count: 1_000, windowS: 30 * 86_400 }));
    let found = 0;
    for (let i = 0; i < 20_000; i++) found += run.observe(eventAt(i, START_MS + i * 60_000)).length;
    expect(found).toBe(20_000 - 999);
    expect(run.reports.at(-1)!.finding).toMatchObject({
      events: 2_048,
      explanation: { seen: expect.stringMatching(/^at least 2,048 events/) },
    });
    expect(run.reports.at(-1)!.finding.seqs).toHaveLength(100);
    const size = run.states.takeDirty().reduce((sum, { value }) => sum + value!.length, 0);
    expect(size).toBeLessThan(60_000);
  });

  it("many values of one event, and long ones, are cut", () => {
    const rule = ruleOf({ kind: "distinct", query: "", field: "metadata.x", count: 2, windowS: 60, groupBy: [] });
    const run = new RuleRun(rule);
    const x = Array.from({ length: 5_000 }, (_, i) => `${i}${"y".repeat(500)}`);
    const [finding] = run.observe(eventAt(0, START_MS, { metadata: { x } }));
    expect(finding!.explanation.seen).toBe("at least 54 different metadata.x");
    expect(run.states.takeDirty()[0]!.value!.length).toBeLessThan(20_000);
  });

  it("names of groups do no harm", () => {
    const run = new RuleRun(counting({ groupBy: ["metadata.x"], count: 2 }));
    const names = ["__proto__", "constructor", "toString", "", "a\u0000b", "x".repeat(5_000), "\ud800", '"],["'];
    for (const [i, x] of names.entries()) expect(run.observe(eventAt(i, START_MS, { metadata: { x } }))).toEqual([]);
    run.restart();
    for (const [i, x] of names.entries())
      expect(run.observe(eventAt(100 + i, START_MS, { metadata: { x } })), x).toHaveLength(1);
  });
});

describe("the meter", () => {
  const meterAt = (...ids: string[]) => {
    let nowMs = 0;
    const meter = new Meter(ids, () => nowMs);
    const spend = (id: string, ms: number) => {
      nowMs += ms;
      meter.add(id, nowMs - ms);
    };
    return { meter, spend };
  };

  it("stops a rule that takes more than a millisecond an event, and no other", () => {
    const { meter, spend } = meterAt("dear", "cheap");
    for (let i = 0; i < 4_000; i++) {
      spend("dear", 1.2);
      spend("cheap", 0.1);
      meter.countEvent();
    }
    expect(meter.stopped).toEqual([]);
    for (let i = 0; i < 500; i++) spend("dear", 1.2);
    expect(meter.stopped).toEqual(["dear"]);
    expect(meter.take().get("cheap")).toBeCloseTo(100);
    expect(meter.take().size).toBe(0);
  });

  it("lets a rule be that takes less on average, however long it runs and whatever interrupts it", () => {
    const { meter, spend } = meterAt("fair");
    for (let i = 0; i < 50_000; i++) {
      spend("fair", i % 2_000 === 0 ? 500 : 0.5);
      meter.countEvent();
    }
    expect(meter.stopped).toEqual([]);
  });

  it("stops the costliest where many together take too much", () => {
    const ids = Array.from({ length: 10 }, (_, i) => `r${i}`);
    const { meter, spend } = meterAt(...ids);
    for (let i = 0; i < 4_000; i++) {
      for (const [k, id] of ids.entries()) if (!meter.isStopped(id)) spend(id, 0.3 + k / 20);
      meter.countEvent();
    }
    expect(meter.stopped[0]).toBe("r9");
    expect(meter.stopped.length).toBeGreaterThan(2);
    expect(meter.stopped.length).toBeLessThan(8);
  });
});
