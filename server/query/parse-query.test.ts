import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { andNodes, fieldsOf, orNodes, QUERY_FIELDS, type QueryField, type QueryMatch, type QueryNode } from "#query";
import { AppError } from "../errors.ts";
import { parseQuery } from "./parse-query.ts";

function fault(text: string): { at: number; message: string } {
  try {
    parseQuery(text);
  } catch (error) {
    if (error instanceof AppError && error.code === "invalid") {
      const field = error.fields![0]!;
      expect(field.path).toBe("q");
      expect(error.message).toContain(`position ${field.at! + 1}: ${field.message}`);
      return { at: field.at!, message: field.message };
    }
    throw error;
  }
  throw new Error(`"${text}" was accepted`);
}

const nodeOf = (text: string) => parseQuery(text).node;
const term = (field: QueryField, match: QueryMatch, at: number): QueryNode => ({ kind: "term", field, ...match, at });
const exact = (field: QueryField, value: string, at = 0) => term(field, { match: "exact", value }, at);

describe("parseQuery", () => {
  it("reads terms side by side", () => {
    const text = "  action:Secret.Read   actor:u_7F  outcome:DENIED ";
    expect(parseQuery(text)).toEqual({
      text,
      node: {
        kind: "and",
        nodes: [exact("action", "secret.read", 2), exact("actor", "u_7F", 23), exact("outcome", "denied", 35)],
      },
    });
    expect(nodeOf("ENV:Prod")).toEqual(exact("env", "prod"));
  });

  it("matches everything when empty", () => {
    expect(nodeOf("")).toEqual({ kind: "all" });
    expect(nodeOf(" \t\n ")).toEqual({ kind: "all" });
  });

  it("reads quoted and escaped values", () => {
    for (const [text, value] of [
      ['target:"db prod \\"x\\" \\\\"', 'db prod "x" \\'],
      ["target:a\\ b\\:c", "a b:c"],
      ['target:"*"', "*"],
      ["target:db:prod", "db:prod"],
      ["target:a\\*", "a*"],
      ["target:a\\,b", "a,b"],
      ['target:"a,b"', "a,b"],
      ["target:\\(a\\)", "(a)"],
      ["target:\\>x", ">x"],
      ["target:-x", "-x"],
      ["target:../a..b", "../a..b"],
      ["target:OR", "OR"],
      ["target:\\😀", "😀"],
    ] as const)
      expect(nodeOf(text), text).toEqual(exact("target", value));
  });

  it("reads negation, groups and lists", () => {
    expect(nodeOf("-category:authentication env:prod")).toEqual({
      kind: "and",
      nodes: [{ kind: "not", node: exact("category", "authentication", 1) }, exact("env", "prod", 25)],
    });
    expect(nodeOf("(action:a env:b OR -ip:10.0.0.1)")).toEqual({
      kind: "or",
      nodes: [
        { kind: "and", nodes: [exact("action", "a", 1), exact("env", "b", 10)] },
        { kind: "not", node: exact("ip", "10.0.0.1", 20) },
      ],
    });
    const either = { kind: "or", nodes: [exact("actor", "a"), exact("actor", "B c")] };
    for (const text of ['actor:(a OR "B c")', 'actor:a,"B c"', 'actor:( a  OR\t"B c" )', 'actor:"a",B\\ c'])
      expect(nodeOf(text), text).toEqual(either);
    expect(nodeOf("((action:a))")).toEqual(exact("action", "a", 2));
    expect(nodeOf("-(-(env:a OR env:b))")).toMatchObject({ kind: "not", node: { kind: "not", node: { kind: "or" } } });
    expect(nodeOf("(env:a OR (env:b OR env:c))")).toMatchObject({ kind: "or", nodes: [{}, {}, {}] });
    expect(nodeOf("(env:a (env:b action:c) )")).toMatchObject({ kind: "and", nodes: [{}, {}, {}] });
    expect(nodeOf("(env:OR OR env:b)")).toMatchObject({ nodes: [{ value: "or" }, { value: "b" }] });
  });

  it.each<[string, QueryMatch]>([
    ["action:Secret.*", { match: "prefix", value: "secret." }],
    ["actor:U_*", { match: "prefix", value: "U_" }],
    ["target:a\\ b\\**", { match: "prefix", value: "a b*" }],
    ["session:*", { match: "exists" }],
    ["seq:7", { match: "range", from: 7, to: 7 }],
    ["seq:100..200", { match: "range", from: 100, to: 200 }],
    ["seq:>5", { match: "range", from: 6, to: null }],
    ["seq:>=5", { match: "range", from: 5, to: null }],
    ["seq:<5", { match: "range", from: 0, to: 4 }],
    ["seq:<=0", { match: "range", from: 0, to: 0 }],
    ["severity:high", { match: "exact", value: "high" }],
    ["severity:>=HIGH", { match: "range", from: 3, to: 4 }],
    ["severity:<medium", { match: "range", from: 0, to: 1 }],
    ["severity:low..high", { match: "range", from: 1, to: 3 }],
    ["ip:203.0.113.7", { match: "exact", value: "203.0.113.7" }],
    ["ip:2001:DB8:0:0::1", { match: "exact", value: "2001:db8::1" }],
    ["ip:::ffff:10.0.0.1", { match: "exact", value: "10.0.0.1" }],
    ["ip:203.0.113.0/24", { match: "block", value: "203.0.113.0/24" }],
    ["ip:2001:db8::/32", { match: "block", value: "2001:db8::/32" }],
    ["ip:::ffff:10.0.0.0/104", { match: "block", value: "10.0.0.0/8" }],
    ["ip:10.0.0.1/32", { match: "exact", value: "10.0.0.1" }],
    ["ip:0.0.0.0/0", { match: "block", value: "0.0.0.0/0" }],
    ["has:Raw", { match: "exact", value: "raw" }],
    ["id:019AA3C5-7D5D-7000-8000-0123456789AB", { match: "exact", value: "019aa3c5-7d5d-7000-8000-0123456789ab" }],
  ])("reads %s", (text, match) => {
    const { kind, field, at, ...found } = nodeOf(text) as Extract<QueryNode, { kind: "term" }>;
    expect({ kind, field, at }).toEqual({ kind: "term", field: text.slice(0, text.indexOf(":")), at: 0 });
    expect(found).toEqual(match);
  });

  it.each([
    ["action:", 7, "expected a value"],
    ["action: x", 7, "expected a value"],
    ["action:a,", 9, "expected a value"],
    ["action:,a", 7, "expected a value"],
    ["action:a, b", 9, "expected a value"],
    ["?!", 0, "a letter or a digit"],
    ['"- -"', 0, "a letter or a digit"],
    ["*secret*", 0, "end of a word"],
    ["se*cret", 2, "end of a word"],
    ["secret,key", 6, "a space between words"],
    [">5", 0, "a word or a field before >"],
    ["outcome:denied and", 15, "without AND"],
    ["actoin:x", 0, "did you mean action?"],
    ["tagret.type:x", 0, "did you mean target.type?"],
    ["outcome:success nothing:x", 16, "the fields are"],
    ["https://x", 0, "is not a field"],
    ["words:x", 0, "is not a field"],
    ["metadata:x", 0, "expected a path after metadata, such as metadata.region:eu"],
    ["changes.:x", 8, "expected a path after changes., such as changes.region:eu"],
    ["metadta.region:x", 0, "did you mean metadata.region?"],
    ["chanegs.role:x", 0, "did you mean changes.role?"],
    ["words:x", 0, '"words" is not a field'],
    ["metadata.n:>x", 11, "a number behind >"],
    ["metadata.n:5..", 11, "a range such as 1..5"],
    ["metadata.n:..5", 11, "a range such as 1..5"],
    ["metadata.n:9..1", 11, "from low to high"],
    ["metadata.n:1..1e999", 14, "a number below"],
    ["10:30", 0, "write words with a colon in quotation marks"],
    ["metadata.a:>x", 11, "expected a number behind >"],
    ["metadata.a:5..3", 11, "from low to high"],
    ["actor.email:>x", 12, "has no order"],
    ["city:*x", 5, "both ends"],
    ["after:soon", 6, "expected a time such as"],
    ["after:2026-13", 6, "expected a time"],
    ["after:2026-02-30", 6, "expected a time"],
    ["before:*", 7, "expected a time"],
    ["during:2026-11-02..2026-11-01", 7, "from an earlier to a later time"],
    ["during:2026-11-01..later", 19, "expected a time"],
    ["has:alert", 0, "lists and counts of events alone"],
    ["env:prod -(has:raw OR has:alert)", 22, "lists and counts of events alone"],
    ["has:nothing", 4, "changes, session, location, behalf, raw"],
    ["has:*", 4, "whole values only"],
    ['target:"open', 7, "closing quotation mark"],
    ['target:"a"b', 10, "expected a space"],
    ['target:""', 7, "expected a value"],
    ["target:a\\", 8, "after the backslash"],
    ['target:a"b"', 8, "quotation marks"],
    ["action:*x", 7, "end of a prefix"],
    ["action:*x*y", 7, "both ends of what lies within"],
    ["action:a*b", 8, "end of a prefix"],
    ["action:**", 7, "end of a prefix"],
    ["outcome:d*", 8, "whole values only"],
    ["outcome:maybe", 8, "success, failure, denied, unknown"],
    ["outcome:denied,maybe", 15, "success, failure, denied, unknown"],
    ["crud:create", 5, "c, r, u, d"],
    ["actor.type:robot", 11, "user, service"],
    ["action:>x", 7, "has no order"],
    ["ip:>10.0.0.1", 3, "has no order"],
    ["seq:x", 4, "a number or a range"],
    ["seq:1.5", 4, "a number or a range"],
    ["seq:-1", 4, "a number or a range"],
    ["seq:1234567890123456", 4, "a number or a range"],
    ["seq:9..3", 4, "from low to high"],
    ["seq:<0", 4, "below 0"],
    ["seq:>999999999999999", 4, "above 999999999999999"],
    ["severity:>critical", 9, "above critical"],
    ["severity:<info", 9, "below info"],
    ["severity:high..low", 9, "from low to high"],
    ["severity:>=bad", 11, "info, low, medium, high, critical"],
    ["severity:low..bad", 14, "info, low, medium, high, critical"],
    ["severity:..", 9, "expected a severity"],
    ["ip:10.0.0", 3, "expected an address"],
    ["ip:10.*", 3, "203.0.113.0/24"],
    ["ip:10.0.0.0/33", 3, "expected an address"],
    ["ip:2001:db8::/129", 3, "expected an address"],
    ["ip:fe80::1%eth0", 3, "expected an address"],
    ["ip:10.0.0.7/24", 3, "write 10.0.0.0/24"],
    ["id:nonsense", 3, "whole id of an event"],
    ["id:0193*", 3, "whole values only"],
    ["action:a OR action:b", 9, "in parentheses"],
    ["OR", 0, "in parentheses"],
    ["action:a or action:b", 9, "in capital letters"],
    ["action:a AND action:b", 9, "without AND"],
    ["NOT action:a", 0, "write - before"],
    ["-", 1, "right after the minus sign"],
    ["- action:a", 1, "right after the minus sign"],
    ["--action:a", 1, "right after the minus sign"],
    ["(-)", 2, "right after the minus sign"],
    ["-?", 1, "a letter or a digit"],
    ["()", 1, "expected a term"],
    ["(action:a OR )", 13, "expected a term"],
    ["(OR action:a)", 1, "expected a term"],
    ["(action:a", 0, "expected a )"],
    ["env:b (action:a OR", 6, "expected a )"],
    ["actor:(a", 6, "quotation marks"],
    ["actor:(", 7, "expected a value"],
    ["actor:()", 7, "expected a value"],
    ["actor:(a b)", 9, "expected OR or )"],
    ["actor:(a,b)", 8, "expected OR or )"],
    ["actor:(a OR OR)", 12, "expected a value"],
    ["actor:(a OR (b))", 12, "quotation marks"],
    ["action:a)", 8, "in quotation marks"],
    ["action:a )", 9, "there is no ( for this )"],
    ["(action:a)env:b", 10, "expected a space after the )"],
    ["(action:a)(env:b)", 10, "expected a space after the )"],
    ["actor:(a)b", 9, "expected a space after the )"],
    ["action:a\0", 8, "NUL"],
    ["action:\ud83d", 7, "lone surrogate"],
    ["action:\ude00x", 7, "lone surrogate"],
  ])("refuses %s at position %i", (text, at, words) => {
    const found = fault(text);
    expect(found.message).toContain(words);
    expect(found.at).toBe(at);
  });

  const words = (list: string[], isPrefix = false) => ({ match: "words", words: list, isPrefix });
  it.each<[string, object]>([
    ["secret", words(["secret"])],
    ["Größe", words(["größe"])],
    ["db/prod", words(["db", "prod"])],
    ["rot*", words(["rot"], true)],
    ['"read it, twice"', words(["read", "it", "twice"])],
    ["-x-ray", { kind: "not", node: { match: "words", words: ["x", "ray"] } }],
    ["ＡＢＣ", words(["abc"])],
    ["action:*Cret*", { match: "contains", value: "cret" }],
    ["actor.email:Ana@X.example", { match: "exact", value: "ana@x.example" }],
    ["actor:Ana", { match: "exact", value: "Ana" }],
    ["metadata.Region:EU", { field: "metadata.region", match: "exact", value: "eu" }],
    ['metadata."a b".c:x', { field: "metadata.a b.c", match: "exact", value: "x" }],
    ["metadata.n:>=5", { match: "number", from: 5, to: null, isOpen: false }],
    ["metadata.n:<-1.5", { match: "number", from: null, to: -1.5, isOpen: true }],
    ["metadata.n:1..3", { match: "number", from: 1, to: 3, isOpen: false }],
    ['metadata.n:">5"', { match: "exact", value: ">5" }],
    ["changes.role:*", { field: "changes.role", match: "exists" }],
  ])("reads %s", (text, expected) => {
    expect(nodeOf(text)).toMatchObject(expected);
  });

  const span = (text: string, timeZone = "UTC") => {
    const node = parseQuery(text, { nowMs: Date.parse("2026-11-28T12:00:00Z"), timeZone }).node;
    if (node.kind !== "term" || node.match !== "time") throw new Error("no time");
    return [node.fromMs, node.toMs].map((ms) =>
      ms === null ? null : new Date(ms).toISOString().replace(".000Z", "Z"),
    );
  };
  it.each([
    ["after:2026-11-01", "UTC", "2026-11-01T00:00:00Z", null],
    ["before:2026-11-01", "UTC", null, "2026-11-01T00:00:00Z"],
    ["during:2026-11-01", "Europe/Berlin", "2026-10-31T23:00:00Z", "2026-11-01T23:00:00Z"],
    ["during:2026-03-29", "Europe/Berlin", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"],
    ["during:2026-10-25", "Europe/Berlin", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"],
    ["during:2026-03-29T02:30", "Europe/Berlin", "2026-03-29T01:30:00Z", "2026-03-29T01:31:00Z"],
    ["after:2026-10-25T02:30", "Europe/Berlin", "2026-10-25T00:30:00Z", null],
    ["during:2026-02", "Asia/Kolkata", "2026-01-31T18:30:00Z", "2026-02-28T18:30:00Z"],
    ["during:2025", "UTC", "2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z"],
    ["after:24h", "UTC", "2026-11-27T12:00:00Z", null],
    ["before:now-30m", "UTC", null, "2026-11-28T11:30:00Z"],
    ["during:2w", "UTC", "2026-11-14T12:00:00Z", null],
    ["during:7d..1d", "UTC", "2026-11-21T12:00:00Z", "2026-11-27T12:00:00Z"],
    ["during:2026-11-01..2026-11-07", "UTC", "2026-11-01T00:00:00Z", "2026-11-08T00:00:00Z"],
    ["during:today", "Pacific/Auckland", "2026-11-28T11:00:00Z", "2026-11-29T11:00:00Z"],
    ["during:yesterday", "UTC", "2026-11-27T00:00:00Z", "2026-11-28T00:00:00Z"],
    ["after:2026-11-01T10:00:00+02:00", "UTC", "2026-11-01T08:00:00Z", null],
    ["during:2026-11-01T10:00", "America/New_York", "2026-11-01T15:00:00Z", "2026-11-01T15:01:00Z"],
    ["during:2026-11-01T10:00:30Z", "UTC", "2026-11-01T10:00:30Z", "2026-11-01T10:00:31Z"],
    ["during:2026-11-01T10:00:00.5Z", "UTC", "2026-11-01T10:00:00.500Z", "2026-11-01T10:00:00.501Z"],
    ["during:2026-11-01T10:00..2026-11-01T11:00", "UTC", "2026-11-01T10:00:00Z", "2026-11-01T11:00:00Z"],
    ["during:yesterday..today", "UTC", "2026-11-27T00:00:00Z", "2026-11-29T00:00:00Z"],
    ["during:2026-09-06", "America/Santiago", "2026-09-06T04:00:00Z", "2026-09-07T03:00:00Z"],
    ["during:2026-11-01", "Australia/Lord_Howe", "2026-10-31T13:00:00Z", "2026-11-01T13:00:00Z"],
  ])("%s in %s is from %s to %s", (text, zone, from, to) => {
    expect(span(text, zone)).toEqual([from, to]);
  });

  it("answers any text with a tree or a place", () => {
    const piece = fc.constantFrom(
      ...'action:|actor:|metadata.a|"|(|)|-|OR|,|*|\\|..|>|<=|2026-11|x|é|😀| |during:|ip:|10.0.0.0/8|:'.split("|"),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(piece, { maxLength: 20 }).map((list) => list.join("")),
          fc.string(),
        ),
        (text) => {
          try {
            const { node } = parseQuery(text);
            expect(fieldsOf(node).length).toBeLessThanOrEqual(64);
          } catch (error) {
            expect(error).toBeInstanceOf(AppError);
            expect((error as AppError).fields?.[0]?.at).toBeLessThanOrEqual(text.length);
          }
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it("refuses what is too long, too wide or too deep", () => {
    expect(nodeOf(`actor:${"a".repeat(1_994)}`)).toMatchObject({ match: "exact" });
    expect(fault(`action:${"a".repeat(2_000)}`).at).toBe(2_000);
    expect(nodeOf("action:a ".repeat(64))).toMatchObject({ kind: "and" });
    expect(fault("action:a ".repeat(65))).toMatchObject({ at: 583, message: "a query has at most 64 terms" });
    expect(fault(`action:${Array.from({ length: 65 }, () => "a").join(",")}`).message).toContain("64 terms");
    expect(nodeOf(`${"(".repeat(16)}env:a${")".repeat(16)}`)).toMatchObject({ field: "env" });
    expect(fault(`${"(".repeat(17)}env:a${")".repeat(17)}`)).toMatchObject({ at: 16 });
    expect(fault("(".repeat(2_000)).at).toBe(16);
  });

  it("reads every field it names", () => {
    for (const field of QUERY_FIELDS.filter((name) => !["has", "words", "after", "before", "during"].includes(name)))
      expect(nodeOf(`${field}:*`), field).toEqual(term(field, { match: "exists" }, 0));
  });
});

describe("the tree", () => {
  const [a, b, c] = [exact("action", "a"), exact("env", "b"), exact("ip", "10.0.0.1")];
  const all: QueryNode = { kind: "all" };

  it("is joined flat, and all is neutral in AND and decides OR", () => {
    expect(andNodes()).toEqual(all);
    expect(andNodes(all, a, all)).toEqual(a);
    expect(andNodes(andNodes(a, b), c)).toEqual({ kind: "and", nodes: [a, b, c] });
    expect(orNodes(orNodes(a, b), c)).toEqual({ kind: "or", nodes: [a, b, c] });
    expect(orNodes(a, all)).toEqual(all);
    expect(orNodes()).toEqual({ kind: "or", nodes: [] });
  });

  it("never loses an alternative of a side", () => {
    const scope = orNodes(a, b);
    expect(andNodes(scope, orNodes(b, c))).toEqual({ kind: "and", nodes: [scope, { kind: "or", nodes: [b, c] }] });
  });

  it("names every field with its place, negated and nested ones too", () => {
    expect(fieldsOf(nodeOf("action:a -(ip:10.0.0.1 OR has:raw,session) actor:x,y"))).toEqual([
      { field: "action", at: 0 },
      { field: "ip", at: 11 },
      { field: "has:raw", at: 26 },
      { field: "has:session", at: 26 },
      { field: "actor", at: 43 },
      { field: "actor", at: 43 },
    ]);
    expect(fieldsOf(all)).toEqual([]);
  });
});
