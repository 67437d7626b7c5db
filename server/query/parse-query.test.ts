import { describe, expect, it } from "vitest";
import { AppError } from "../errors.ts";
import { formatTerm, parseQuery, QUERY_FIELDS } from "./parse-query.ts";

function fault(text: string): { at: number; message: string } {
  try {
    parseQuery(text);
  } catch (error) {
    if (error instanceof AppError && error.code === "invalid") {
      const field = error.fields![0]!;
      expect(field.path).toBe("q");
      return { at: field.at!, message: field.message };
    }
    throw error;
  }
  throw new Error(`"${text}" was accepted`);
}

describe("parseQuery", () => {
  it("reads terms side by side", () => {
    expect(parseQuery("  action:Secret.Read   actor:u_7F  outcome:DENIED ").terms).toEqual([
      { field: "action", match: "exact", value: "secret.read", at: 2 },
      { field: "actor", match: "exact", value: "u_7F", at: 23 },
      { field: "outcome", match: "exact", value: "denied", at: 35 },
    ]);
  });

  it("matches everything when empty", () => {
    expect(parseQuery("").terms).toEqual([]);
    expect(parseQuery(" \t ").terms).toEqual([]);
  });

  it("reads quoted and escaped values", () => {
    expect(parseQuery('target:"db prod \\"x\\" \\\\"').terms[0]).toMatchObject({ value: 'db prod "x" \\' });
    expect(parseQuery("target:a\\ b\\:c").terms[0]).toMatchObject({ value: "a b:c" });
    expect(parseQuery('target:"*"').terms[0]).toMatchObject({ match: "exact", value: "*" });
    expect(parseQuery("target:db:prod").terms[0]).toMatchObject({ value: "db:prod" });
  });

  it("reads prefixes and ranges", () => {
    expect(parseQuery("action:secret.*").terms[0]).toEqual({
      field: "action",
      match: "prefix",
      value: "secret.",
      at: 0,
    });
    expect(parseQuery("seq:7").terms[0]).toMatchObject({ from: 7, to: 7 });
    expect(parseQuery("seq:100..200").terms[0]).toMatchObject({ from: 100, to: 200 });
  });

  it.each([
    ["actor:(a", 6, "quotation marks"],
    ["action:", 7, "expected a value"],
    ["secret", 0, "expected a term"],
    ["-action:x", 0, "expected a term"],
    ["actoin:x", 0, "did you mean action?"],
    ["outcome:success nothing:x", 16, "the fields are"],
    ['target:"open', 7, "closing quotation mark"],
    ['target:"a"b', 10, "expected a space"],
    ['target:""', 7, "expected a value"],
    ["action:*x", 7, "end of a prefix"],
    ["action:*", 7, "end of a prefix"],
    ["actor:u_*", 6, "whole values only"],
    ["outcome:maybe", 8, "success, failure, denied, unknown"],
    ["seq:x", 4, "a number or a range"],
    ["seq:9..3", 4, "from low to high"],
    ["target:a\\", 8, "after the backslash"],
  ])("refuses %s at position %i", (text, at, words) => {
    const found = fault(text);
    expect(found.at).toBe(at);
    expect(found.message).toContain(words);
  });

  it("refuses what is too long", () => {
    expect(fault(`action:${"a".repeat(2_000)}`).at).toBe(2_000);
    expect(fault(Array.from({ length: 33 }, () => "action:a").join(" ")).message).toContain("32 terms");
  });
});

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
    ];
    for (const value of values) {
      for (const field of QUERY_FIELDS.filter((name) => name === "actor" || name === "target" || name === "session")) {
        expect(parseQuery(`${formatTerm(field, value)} outcome:denied`).terms[0]).toMatchObject({
          field,
          match: "exact",
          value,
        });
      }
    }
  });
});
