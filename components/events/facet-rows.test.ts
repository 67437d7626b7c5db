import { describe, expect, it } from "vitest";
import { facetChoice } from "./facet-query.ts";
import { facetRows, shortRows } from "./facet-rows.ts";

const values = [
  { value: "u_1", count: 40, label: "Ana Ruiz" },
  { value: "u_2", count: 10, label: "Ana Ruiz" },
  { value: "u_0123456789abcdefghijklmnop", count: 1 },
];

describe("facetRows", () => {
  it("shows names, and the id where a name does not tell", () => {
    const rows = facetRows({ field: "actor.id", values }, facetChoice("actor.id:u_2", "actor.id"), true);
    expect(rows.map(({ label, hint }) => [label, hint])).toEqual([
      ["Ana Ruiz", "u_1"],
      ["Ana Ruiz", "u_2"],
      ["u_0123456789…lmnop", ""],
    ]);
    expect(rows.map(({ share }) => share)).toEqual([1, 0.25, 1 / 40]);
    expect(rows.map(({ standing }) => standing)).toEqual([undefined, "chosen", undefined]);
  });

  it("keeps what the query names in sight though it was not counted", () => {
    const choice = facetChoice("-actor.id:u_9", "actor.id");
    const [first] = facetRows({ field: "actor.id", values }, choice, true, () => "Jo Park");
    expect(first).toMatchObject({ value: "u_9", label: "Jo Park", count: undefined, share: 0, standing: "excluded" });
    expect(facetRows({ field: "actor.id", values }, choice, false)).toHaveLength(3);
  });

  it("names countries, and shows nothing that hides", () => {
    const [de] = facetRows({ field: "country", values: [{ value: "de", count: 2 }] }, facetChoice("", "country"), true);
    expect(de).toMatchObject({ label: "DE", hint: "Germany" });
    const [evil] = facetRows({ field: "env", values: [{ value: "a\u202eb", count: 2 }] }, facetChoice("", "env"), true);
    expect(evil!.label).toBe("a[U+202E]b");
  });
});

describe("shortRows", () => {
  it("reaches as far as the last one that the query marks", () => {
    const many = Array.from({ length: 9 }, (_, i) => ({ value: `v${i}`, count: 9 - i }));
    const rows = (q: string) => shortRows(facetRows({ field: "env", values: many }, facetChoice(q, "env"), true), 5);
    expect(rows("")).toHaveLength(5);
    expect(rows("env:v7")).toHaveLength(8);
  });
});
