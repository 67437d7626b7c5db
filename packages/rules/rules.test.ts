import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatQuery, orNodes } from "#query";
import { anyNode, ODD_VALUES } from "../../tests/query-samples.ts";
import {
  formatDuration,
  formatRule,
  GROUP_FIELDS,
  type Matching,
  RULE_BOUNDS,
  RULE_SEVERITIES,
  type RuleDefinition,
  readDuration,
  readRule,
  ruleQueryFaults,
  type WrittenRule,
} from "./index.ts";

const LINES = {
  rule: "rule: Many secrets read",
  events: "events: action:secret.read env:prod outcome:success",
  where: "where: metadata.path matches ^db/",
  when: "when: 20 events within 10m by actor.id",
  severity: "severity: high",
  dedup: "dedup: 30m",
  except: "except: actor:svc-backup",
  most: "at most: 5 alerts a day",
  runbook: "runbook: https://wiki.example/secrets",
  description: "description: What to think of\n  first: ask the owner",
};
const textOf = (over: Partial<Record<keyof typeof LINES, string>> = {}) =>
  Object.values({ ...LINES, ...over })
    .filter((line) => line !== "")
    .join("\n");

/** A fault as what it points at and what it says. */
const faultsOf = (text: string) =>
  readRule(text).faults.map(({ at, length, message }) => [text.slice(at, at + length), message]);

describe("readRule", () => {
  it("reads every line", () => {
    const { rule, faults } = readRule(textOf());
    expect(faults).toEqual([]);
    expect(rule).toEqual({
      name: "Many secrets read",
      description: "What to think of\nfirst: ask the owner",
      severity: "high",
      definition: {
        kind: "threshold",
        count: 20,
        windowS: 600,
        groupBy: ["actor.id"],
        query: "action:secret.read env:prod outcome:success",
        patterns: [{ field: "metadata.path", matches: "^db/" }],
      },
      dedupMinutes: 30,
      suppression: { query: "actor:svc-backup", alertsPerDay: 5 },
      runbookUrl: "https://wiki.example/secrets",
    });
  });

  it("reads each form of when, in any case and order of lines", () => {
    const whenOf = (when: string) => readRule(textOf({ when: `WHEN:  ${when}` })).rule?.definition;
    expect(whenOf('10 Different target.id within 1h by actor.id, metadata."with space"')).toMatchObject({
      kind: "distinct",
      field: "target.id",
      count: 10,
      windowS: 3_600,
      groupBy: ["actor.id", "metadata.with space"],
    });
    expect(whenOf("none within 2h by origin")).toMatchObject({ kind: "absence", windowS: 7_200, groupBy: ["origin"] });
    expect(whenOf("1 event within 30d")).toMatchObject({
      kind: "threshold",
      count: 1,
      windowS: 2_592_000,
      groupBy: [],
    });
    const sequence = [
      "severity: low",
      "first: action:login outcome:failure",
      "then: action:login",
      "  outcome:success",
      "where: ip matches ^10\\.",
      "when: in order within 90s by actor.id",
      "",
      "rule: Guessed",
    ].join("\r\n");
    expect(readRule(sequence).rule).toMatchObject({
      name: "Guessed",
      dedupMinutes: 60,
      suppression: {},
      runbookUrl: null,
      definition: {
        kind: "sequence",
        windowS: 90,
        steps: [
          { query: "action:login outcome:failure", patterns: [] },
          { query: "action:login\noutcome:success", patterns: [{ field: "ip", matches: "^10\\." }] },
        ],
      },
    });
  });

  it.each<[string, string, string, RegExp]>([
    ["a line that is none", textOf({ dedup: "dedub: 30m" }), "dedub", /no line of a rule; the lines are rule, events/],
    ["no colon", textOf({ dedup: "dedup 30m" }), "dedup 30m", /a colon/],
    ["a line twice", `${textOf()}\nseverity: low`, "severity", /already/],
    ["an empty value", textOf({ severity: "severity:" }), "", /such as severity: high/],
    ["a severity that is none", textOf({ severity: "severity: hihg" }), "hihg", /low, medium, high, critical/],
    ["a mistake in the query", textOf({ events: "events: env:prod\n  acton:x" }), "acton:x", /did you mean action/],
    ["relative time", textOf({ events: "events: env:prod after:24h" }), "after:24h", /as they come: after/],
    ["a seq", textOf({ except: "except: (seq:4 OR env:dev)" }), "seq:4", /as they come: seq/],
    ["everything excepted", textOf({ except: "except: *" }), "*", /every event/],
    [
      "a field that is none",
      textOf({ when: "when: 2 events within 1h by actr.id" }),
      "actr.id",
      /must be one of actor\.id/,
    ],
    ["a field with several values", textOf({ when: "when: 2 events within 1h by actor" }), "actor", /write actor\.id/],
    ["a field twice", textOf({ when: "when: 2 events within 1h by ip, ip" }), " ip", /twice/],
    ["too many fields", textOf({ when: "when: 2 events within 1h by ip,env,key,via" }), "via", /at most 3/],
    ["more behind the fields", textOf({ when: "when: 2 events within 1h by ip or so" }), "or so", /comma/],
    ["no window", textOf({ when: "when: 2 events by ip" }), "by", /"within"/],
    ["a window that is none", textOf({ when: "when: 2 events within 5 min" }), "5", /such as 90s/],
    ["a window too long", textOf({ when: "when: 2 events within 31d" }), "31d", /10s to 30d/],
    ["a count too large", textOf({ when: "when: 1001 events within 1d" }), "1001", /1 to 1000/],
    ["no event", textOf({ when: "when: 0 events within 1d" }), "0", /1 to 1000/],
    ["one different", textOf({ when: "when: 1 different ip within 1d" }), "1", /2 to 1000/],
    ["another form", textOf({ when: "when: often" }), "often", /expected one of: 20 events/],
    ["half a minute", textOf({ dedup: "dedup: 90s" }), "90s", /whole minutes/],
    ["alerts an hour", textOf({ most: "at most: 5 alerts an hour" }), "5 alerts an hour", /5 alerts a day/],
    ["no address", textOf({ runbook: "runbook: javascript:alert(1)" }), "javascript:alert(1)", /https/],
    ["no matches", textOf({ where: "where: metadata.path ~ ^db" }), "~", /"matches"/],
    ["no expression", textOf({ where: "where: metadata.path matches" }), "", /regular expression/],
    ["a string that does not end", textOf({ where: 'where: metadata.path matches "a' }), '"a', /JSON string/],
    ["steps where there are none", `${textOf()}\nthen: env:dev`, "then", /"first:" before/],
    ["two lines", textOf({ rule: "rule: One\n  two" }), "t", /one line/],
    ["events in order", textOf({ when: "when: in order within 1h" }), "events", /"first:" and "then:" instead/],
  ])("refuses %s", (_, text, pointed, message) => {
    const { rule } = readRule(text);
    const faults = faultsOf(text);
    expect(rule).toBeUndefined();
    expect(
      faults.some(([what, says]) => what === pointed && message.test(says!)),
      JSON.stringify(faults),
    ).toBe(true);
  });

  it("says what is missing", () => {
    expect(faultsOf("").map(([, message]) => /"([a-z]+):"/.exec(message!)?.[1])).toEqual([
      "rule",
      "when",
      "severity",
      "events",
    ]);
    expect(faultsOf("  \n\n").length).toBe(4);
    expect(faultsOf(textOf({ events: "" }))[0]![1]).toContain("where");
  });

  it("never takes a text with a line changed into nonsense", () => {
    const lines = textOf().split("\n");
    for (const at of lines.keys()) {
      const broken = lines.with(at, lines[at]!.replace(/^(\s*)(\w+)/, "$1$2x"));
      // A line that goes on may say anything.
      if (!lines[at]!.startsWith(" ")) expect(readRule(broken.join("\n")).rule, broken[at]).toBeUndefined();
    }
  });

  it("takes time in proportion to the length", () => {
    const long = `${textOf()}\n${"  x\n\n".repeat(7_000)}`;
    expect(readRule(long).rule).toBeUndefined();
    expect(readRule(" ".repeat(39_000)).faults).toHaveLength(4);
    expect(readRule(`${"\n".repeat(20_000)}${textOf()}${"\n".repeat(15_000)}`).faults).toEqual([]);
    expect(readRule("a".repeat(50_000)).faults[0]!.message).toContain("at most");
  });
});

const line = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 60 })
  .map((text) => text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, "").trim())
  .filter((text) => text !== "");
const block = fc
  .array(fc.oneof(line, fc.constantFrom("", "  ", "\tx", "rule: y", "  then: z", "#")), { maxLength: 5 })
  .map((lines) => lines.join("\n").trim())
  .filter((text) => text.length <= 900);
const query = anyNode({ ...ODD_VALUES, texts: [...ODD_VALUES.texts, "a\nb"] })
  .map((node) => formatQuery(node).trim())
  .filter((text) => text.length <= 2_000 && ruleQueryFaults(text).length === 0);
const field = fc.constantFrom(
  ...GROUP_FIELDS,
  "metadata.a.b",
  "metadata.with space.x",
  'metadata.quo"te,x',
  "metadata.a:b\\",
);
const pattern = fc.record({
  field: fc.oneof(field, fc.constantFrom("changes.role", "changes.(x):y")),
  matches: fc.oneof(line, fc.constantFrom(" a", "b ", '"x"', "a\nb", "\t", "^db/.*$")),
});
const matching: fc.Arbitrary<Matching> = fc.record({
  query: fc.oneof({ weight: 5, arbitrary: query }, fc.constant("")),
  patterns: fc.array(pattern, { maxLength: 3 }),
});
const shared = {
  windowS: fc.integer({ min: RULE_BOUNDS.windowSMin, max: RULE_BOUNDS.windowSMax }),
  groupBy: fc.uniqueArray(field, { maxLength: 3 }),
};
const count = fc.integer({ min: 2, max: 1_000 });
const definition: fc.Arbitrary<RuleDefinition> = fc
  .oneof(
    fc.tuple(matching, fc.record({ kind: fc.constant("threshold" as const), count, ...shared })),
    fc.tuple(matching, fc.record({ kind: fc.constant("distinct" as const), count, field, ...shared })),
    fc.tuple(matching, fc.record({ kind: fc.constant("absence" as const), ...shared })),
    fc.tuple(
      fc.constant({}),
      fc.record({
        kind: fc.constant("sequence" as const),
        steps: fc.array(matching, { minLength: 2, maxLength: 5 }),
        ...shared,
      }),
    ),
  )
  .map(([one, other]) => ({ ...one, ...other }) as RuleDefinition);
const anyRule: fc.Arbitrary<WrittenRule> = fc.record({
  name: line,
  description: block,
  severity: fc.constantFrom(...RULE_SEVERITIES),
  definition,
  dedupMinutes: fc.integer({ min: 1, max: 10_080 }),
  suppression: fc.record(
    { query: query.filter((text) => text !== ""), alertsPerDay: fc.integer({ min: 1, max: 1_000 }) },
    { requiredKeys: [] },
  ),
  runbookUrl: fc.option(fc.webUrl({ withQueryParameters: true, withFragments: true }), { nil: null }),
});

describe("formatRule", () => {
  it("writes what readRule reads back", () => {
    fc.assert(
      fc.property(anyRule, (rule) => {
        const text = formatRule(rule);
        const read = readRule(text);
        expect(read.faults, text).toEqual([]);
        expect(read.rule).toEqual(rule);
        expect(formatRule(read.rule!)).toBe(text);
      }),
      { numRuns: 1_000, seed: 20_261_128 },
    );
  });

  it("points at each part", () => {
    const text = textOf();
    const { places } = readRule(text);
    const part = (path: string) => text.slice(places[path]!.at, places[path]!.at + places[path]!.length);
    expect(part("definition.patterns.0.matches")).toBe("^db/");
    expect(part("definition.patterns.0.field")).toBe("metadata.path");
    expect(part("suppression.query")).toBe("actor:svc-backup");
    expect(part("name")).toBe("Many secrets read");
  });
});

describe("durations", () => {
  it("are read back", () => {
    fc.assert(
      fc.property(fc.nat({ max: 3_000_000 }), (s) => {
        expect(readDuration(formatDuration(s))).toBe(s);
      }),
    );
    expect([formatDuration(600), formatDuration(90), formatDuration(86_400)]).toEqual(["10m", "90s", "1d"]);
    for (const text of ["", "10", "m", "1.5h", "-1h", "10 m", "1w"]) expect(readDuration(text), text).toBeUndefined();
  });
});

it("a query of a rule may name anything but times and places", () => {
  expect(ruleQueryFaults(formatQuery(orNodes()))).toHaveLength(1);
  expect(ruleQueryFaults("env:prod -has:raw words id:019aa3c5-7d5d-7000-8000-0123456789ab")).toEqual([]);
  expect(ruleQueryFaults("before:2026-11-01 during:today")).toHaveLength(2);
});
