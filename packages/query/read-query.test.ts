import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyNode, ODD_VALUES } from "../../tests/query-samples.ts";
import { formatQuery } from "./format-query.ts";
import { readQuery } from "./read-query.ts";

const faults = (text: string) => readQuery(text).faults.map(({ at, to, message }) => [at, text.slice(at, to), message]);
const piecesOf = (text: string) => readQuery(text).pieces;

describe("readQuery", () => {
  it("goes on behind a mistake and gives them all", () => {
    expect(faults("env:prod actoin:x ip:10.0.0 outcome:maybe secret")).toEqual([
      [9, "actoin:x", expect.stringContaining("did you mean action?")],
      [21, "10.0.0", expect.stringContaining("expected an address")],
      [36, "maybe", expect.stringContaining("expected success, failure")],
    ]);
    expect(faults("(ip:x OR outcome:y) -crud:z")).toEqual([
      [4, "x", expect.stringContaining("address")],
      [17, "y", expect.stringContaining("success")],
      [26, "z", expect.stringContaining("c, r, u, d")],
    ]);
    expect(faults("a ) b OR c)")).toEqual([
      [2, ")", expect.stringContaining("no (")],
      [6, "OR", expect.stringContaining("parentheses")],
      [10, ")", expect.stringContaining("quotation marks")],
    ]);
    expect(faults("outcome:(x OR denied OR y),")).toEqual([[26, ",", expect.stringContaining("a space after")]]);
    expect(faults("outcome:x,denied,y")).toEqual([
      [8, "x", expect.any(String)],
      [17, "y", expect.any(String)],
    ]);
    expect(faults("env: ip:")).toMatchObject([
      [4, " ", "expected a value for env"],
      [8, "", "expected a value for ip"],
    ]);
  });

  it.each<[string, boolean]>([
    ["env:", true],
    ["-", true],
    ["env:prod (action:a OR", true],
    ["actor:(a", true],
    ['target:"open', true],
    ["target:a\\", true],
    ["env: a", false],
    ["actoin:x", false],
    ["actor:(a b)", false],
  ])("says of %s whether it may only be unfinished", (text, isUnfinished) =>
    expect(readQuery(text).faults.every((fault) => fault.isUnfinished)).toBe(isUnfinished),
  );

  it("gives no tree where anything is wrong", () => {
    expect(readQuery("env:prod nofield:x").node).toBeUndefined();
    expect(readQuery("env:prod").node).toMatchObject({ field: "env" });
  });

  it("gives up after some mistakes, and where the rest is not worth reading", () => {
    expect(faults("x:y ".repeat(100))).toHaveLength(20);
    expect(faults("env:a ".repeat(70))).toHaveLength(1);
    expect(faults("(".repeat(30))).toHaveLength(1);
  });

  it("answers any text within its length, and pieces cover all but spaces", () => {
    const part = fc.constantFrom(
      ...'action:|actor:|metadata.a|metadata."|changes.|"|(|)|-|OR|,|*|\\|..|>|<=|2026-11|x|é|😀| | |during:|ip:|10.0.0.0/8|:|.'.split(
        "|",
      ),
    );
    const text = fc.oneof(
      fc.array(part, { maxLength: 30 }).map((list) => list.join("")),
      fc.array(part, { minLength: 100, maxLength: 400 }).map((list) => list.join("").slice(0, 2_000)),
      fc.string({ unit: "binary" }),
    );
    fc.assert(
      fc.property(text, (q) => {
        const { node, faults: found, pieces } = readQuery(q);
        expect(node === undefined).toBe(found.length > 0);
        for (const { at, to } of found) {
          expect(at).toBeLessThanOrEqual(q.length);
          expect(to).toBeGreaterThan(at);
        }
        let end = 0;
        for (const piece of pieces) {
          expect(q.slice(end, piece.from).trim()).toBe("");
          expect(piece.text).toBe(q.slice(piece.from, piece.to));
          end = piece.to;
        }
        expect(q.slice(end).trim()).toBe("");
      }),
      { numRuns: 2_000 },
    );
  });

  it("comes to an end on long texts of one kind", () => {
    for (const part of ["a.", "metadata.", 'metadata."', "(", "-(", '"', "a:(", "a,", "\\", "x* ", "env:a,", "a.b.c "])
      expect(readQuery(part.repeat(2_000 / part.length)).pieces.length, part).toBeGreaterThan(0);
  });
});

describe("pieces", () => {
  it("are what stands at the top, with its place", () => {
    const text = '  env:prod -action:secret.*  (env:a OR b) "two words" rotate -actor:(a OR "B c") nofield:x';
    expect(
      piecesOf(text).map(({ from, to, ...piece }) => ({
        ...piece,
        from,
        isWhole: text.slice(from, to) === piece.text,
      })),
    ).toMatchObject([
      {
        from: 2,
        text: "env:prod",
        kind: "field",
        isNegated: false,
        field: "env",
        values: [{ text: "prod", exact: "prod" }],
      },
      {
        from: 11,
        text: "-action:secret.*",
        kind: "field",
        isNegated: true,
        field: "action",
        values: [{ text: "secret.*", exact: undefined }],
      },
      { from: 29, text: "(env:a OR b)", kind: "group", isNegated: false, field: undefined, values: [] },
      { from: 42, text: '"two words"', kind: "words" },
      { from: 54, text: "rotate", kind: "words" },
      {
        from: 61,
        text: '-actor:(a OR "B c")',
        kind: "field",
        isNegated: true,
        field: "actor",
        values: [
          { text: "a", exact: "a" },
          { text: '"B c"', exact: "B c" },
        ],
      },
      { from: 81, text: "nofield:x", kind: "fault", isNegated: false, field: undefined },
    ]);
    for (const piece of piecesOf(text)) expect(text.slice(piece.from, piece.to)).toBe(piece.text);
  });

  it("of a mistake say the field where no more than a value is wrong", () => {
    expect(piecesOf("-outcome:a,b nofield:x ip:(1 ip:1")).toMatchObject([
      { kind: "fault", isNegated: true, field: "outcome", values: [{ exact: "a" }, { exact: "b" }] },
      { kind: "fault", field: undefined, values: [] },
      { kind: "fault", text: "ip:(1 ip:1", field: undefined },
    ]);
  });

  it.each<[string, (string | undefined)[]]>([
    ["seq:1..4", [undefined]],
    ['metadata.v:"1..4"', ["1..4"]],
    ["metadata.n:>5,6", [undefined, "6"]],
    ["action:A\\*", ["A*"]],
    ["session:*", [undefined]],
    ['metadata."a b".C:x', ["x"]],
  ])("of %s have %j as exact values", (text, exact) => {
    expect(piecesOf(text)[0]!.values.map((value) => value.exact)).toEqual(exact);
  });

  it("joined by spaces are the same query", () => {
    fc.assert(
      fc.property(anyNode(ODD_VALUES), (node) => {
        const text = formatQuery(node);
        const again = piecesOf(text)
          .map((piece) => piece.text)
          .join(" ");
        expect(formatQuery(readQuery(again).node!)).toBe(text);
      }),
      { numRuns: 500 },
    );
  });
});
