import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyNode, ODD_VALUES } from "../../tests/query-samples.ts";
import { formatQuery, formatTerm } from "./format-query.ts";
import { readQuery } from "./read-query.ts";
import { QUERY_FIELDS, type QueryNode } from "./syntax.ts";

/** The tree without places. */
const shape = (node: QueryNode): unknown =>
  JSON.parse(JSON.stringify(node, (name, value) => (name === "at" ? undefined : value)));

describe("formatTerm", () => {
  it("writes what parseQuery reads back", () => {
    const values = [
      "plain",
      "with space",
      'quote"d',
      "back\\slash",
      "pre*fix*",
      "(x)",
      "ünïcode 東京",
      "a:b",
      "tab\there",
      "a,b",
      ">x",
      "<",
      "OR",
      "-x",
      "a..b",
    ];
    for (const value of values) {
      for (const field of QUERY_FIELDS.filter((name) => name === "actor" || name === "target" || name === "session")) {
        expect(readQuery(`${formatTerm(field, value)} outcome:denied`).node!).toMatchObject({
          nodes: [{ field, match: "exact", value }, { field: "outcome" }],
        });
      }
    }
  });
});

describe("formatQuery", () => {
  it.each([
    ["", ""],
    ["  action:A   -env:x ", "action:a -env:x"],
    ["actor:a,b", "actor:(a OR b)"],
    ["-actor:(a OR OR\\ b)", '-actor:(a OR "OR b")'],
    ["(env:a action:b OR seq:>4)", "(env:a action:b OR seq:>=5)"],
    ["-(env:a action:b)", "-(env:a action:b)"],
    ["-(-env:a)", "-(-env:a)"],
    ["severity:>=high seq:1..4 seq:3 ip:10.0.0.0/8", "severity:>=high seq:1..4 seq:3 ip:10.0.0.0/8"],
    ["severity:<high target:a\\,b* session:*", "severity:info..medium target:a\\,b* session:*"],
  ])("writes %j as %j", (text, written) => {
    expect(formatQuery(readQuery(text).node!)).toBe(written);
  });

  it("is read back as the same tree", () => {
    fc.assert(
      fc.property(anyNode(ODD_VALUES), (node) => {
        const text = formatQuery(node);
        const read = readQuery(text).node!;
        expect(shape(read)).toEqual(shape(node));
        expect(formatQuery(read)).toBe(text);
      }),
      { numRuns: 2_000 },
    );
  });

  it("quotes and escapes any text", () => {
    const anyText = fc.string({ unit: "binary", minLength: 1, maxLength: 40 }).filter((text) => !text.includes("\0"));
    fc.assert(
      fc.property(anyText, fc.constantFrom("exact", "prefix"), (value, match) => {
        const node: QueryNode = { kind: "term", field: "actor", match, value, at: 0 };
        expect(readQuery(formatQuery(node)).node!).toEqual(node);
      }),
      { numRuns: 2_000 },
    );
  });

  it("writes trees that no text has as ones that match the same", () => {
    const all: QueryNode = { kind: "all" };
    const none: QueryNode = { kind: "or", nodes: [] };
    expect(formatQuery(all)).toBe("");
    expect(formatQuery({ kind: "and", nodes: [] })).toBe("");
    expect(formatQuery(none)).toBe("-seq:*");
    expect(formatQuery({ kind: "not", node: all })).toBe("-seq:*");
    expect(formatQuery({ kind: "or", nodes: [all, none] })).toBe("(seq:* OR -seq:*)");
    expect(formatQuery({ kind: "not", node: { kind: "and", nodes: [] } })).toBe("-seq:*");
    expect(readQuery("-seq:*").node!).toMatchObject({ kind: "not", node: { match: "exists" } });
  });
});
