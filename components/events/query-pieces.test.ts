import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { andNodes, formatQuery, parseQuery, type QueryNode } from "#server/query/index.ts";
import { anyNode, ODD_VALUES } from "../../tests/query-samples.ts";
import { queryPieces } from "./query-pieces.ts";

/** The tree without places. */
const shape = (node: QueryNode): unknown =>
  JSON.parse(JSON.stringify(node, (name, value) => (name === "at" ? undefined : value)));
const textsOf = (q: string) => queryPieces(q)?.map(({ text }) => text);

describe("queryPieces", () => {
  it("takes a query apart where its terms end", () => {
    expect(queryPieces('  -action:secret.*  actor:"Ana \\"R\\" Ruiz" rotate ')).toEqual([
      {
        from: 2,
        to: 18,
        text: "-action:secret.*",
        kind: "field",
        isNegated: true,
        field: "action",
        values: [{ text: "secret.*", exact: undefined }],
      },
      {
        text: 'actor:"Ana \\"R\\" Ruiz"',
        from: 20,
        to: 42,
        kind: "field",
        isNegated: false,
        field: "actor",
        values: [{ text: '"Ana \\"R\\" Ruiz"', exact: 'Ana "R" Ruiz' }],
      },
      { from: 43, to: 49, text: "rotate", kind: "words", isNegated: false, field: undefined, values: [] },
    ]);
    expect(queryPieces(" \t ")).toEqual([]);
  });

  it.each([
    ['-(env:a OR (actor:"b c" -d)) "two words" e*', ['-(env:a OR (actor:"b c" -d))', '"two words"', "e*"]],
    ['metadata."a b".c:( x OR "y) z" ) q', ['metadata."a b".c:( x OR "y) z" )', "q"]],
    ["target:a\\ b\\( seq:1,2", ["target:a\\ b\\(", "seq:1,2"]],
  ])("splits %j", (q, texts) => expect(textsOf(q)).toEqual(texts));

  it.each(['actor:"open', "(a:b", "a:b)", "a:b\\", 'a:("x" OR "y)', "-(a OR (b)"])("leaves %j whole", (q) =>
    expect(queryPieces(q)).toBeUndefined(),
  );

  it("reads the values of a term, and what they name", () => {
    const valuesOf = (q: string) => queryPieces(q)![0]!.values.map(({ exact }) => exact);
    expect(valuesOf('actor:(a OR "b OR c" OR d\\ e)')).toEqual(["a", "b OR c", "d e"]);
    expect(valuesOf('actor:a,"b,c",d\\,e')).toEqual(["a", "b,c", "d,e"]);
    expect(valuesOf("severity:>=high")).toEqual([undefined]);
    expect(valuesOf("seq:1..2")).toEqual([undefined]);
    expect(valuesOf("action:a*,b")).toEqual([undefined, "b"]);
  });

  it("gives pieces of which the conjunction is the query", () => {
    fc.assert(
      fc.property(anyNode(ODD_VALUES), (node) => {
        const q = formatQuery(node);
        const whole = parseQuery(q).node;
        const pieces = queryPieces(q)!;
        expect(pieces.map(({ text }) => text).join(" ")).toBe(q);
        for (const { text, from, to } of pieces) expect(q.slice(from, to)).toBe(text);
        const nodes = pieces.map(({ text }) => parseQuery(text).node);
        expect(shape(andNodes(...nodes))).toEqual(shape(whole));
      }),
      { numRuns: 2_000 },
    );
  });

  it("names the field and the exact values that the server reads", () => {
    fc.assert(
      fc.property(anyNode(ODD_VALUES), (node) => {
        for (const { text, isNegated, field, values } of queryPieces(formatQuery(node))!) {
          const read = parseQuery(text).node;
          expect(read.kind === "not").toBe(isNegated);
          const positive = read.kind === "not" ? read.node : read;
          const terms = positive.kind === "or" ? positive.nodes : [positive];
          if (field === undefined) {
            if (positive.kind === "term") expect(positive.field).toBe("words");
            continue;
          }
          expect(terms).toHaveLength(values.length);
          for (const [i, term] of terms.entries()) {
            expect(term).toMatchObject({ kind: "term", field });
            const { exact } = values[i]!;
            // Two dots may be a range, and are taken for one.
            if (term.kind === "term" && term.match === "exact" && !values[i]!.text.includes(".."))
              expect(exact?.toLowerCase()).toBe(term.value.toLowerCase());
          }
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
