import { describe, expect, it } from "vitest";
import { parseQuery } from "#server/query/index.ts";
import { metadataField, readsIn, termText } from "./query-text.ts";

describe("termText", () => {
  it("quotes what could be read otherwise, and the server reads it back", () => {
    expect(termText("target", "db/prod")).toBe("target:db/prod");
    const values = [
      "a b",
      'say "hi"',
      "back\\slash",
      "star*",
      "(x)",
      "日本 語",
      "a:b",
      "a,b",
      ">5",
      "OR",
      "-x",
      "\u00a0",
    ];
    for (const value of values)
      expect(parseQuery(termText("target", value)).node).toMatchObject({ field: "target", match: "exact", value });
  });
});

describe("metadataField", () => {
  it("quotes the parts that need it, and the server reads the path back", () => {
    expect(metadataField(["a", "b_c-d"])).toBe("metadata.a.b_c-d");
    for (const path of [["with space", "x"], ['quo"te'], ["back\\slash"], ["(x)", "y"], ["a:b"], ["a,b*"], ["日本"]])
      expect(parseQuery(`${metadataField(path)}:1`).node).toMatchObject({ field: `metadata.${path.join(".")}` });
  });
});

describe("readsIn", () => {
  it("shows trail events of reads where the query is about Sealtrail", () => {
    for (const q of ["origin:sealtrail", "env:a id:019aa3c5-7d5d-7000-8000-0123456789ab", "(SEQ:1 OR env:a)"])
      expect(readsIn(q)).toBe("show");
    for (const q of ["", "actor.id:x", "env:origin", "has:session", "-origin:prod"]) expect(readsIn(q)).toBe("hide");
  });

  it("does not look into values, nor at what cannot be read", () => {
    for (const q of ['actor.id:"x id:5"', 'target:"a (origin:b"', '"seq:1"', "metadata.id:5", "(id:", "origin:a )"])
      expect([q, readsIn(q)]).toEqual([q, "hide"]);
    expect(readsIn('actor.id:"x" origin:"a b"')).toBe("show");
  });
});
