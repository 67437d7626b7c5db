import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyDifference, differenceOf } from "./change-tree.ts";

const json = fc.jsonValue({ maxDepth: 4 });
const leaf = fc.oneof(fc.integer(), fc.string(), fc.constant(null), fc.boolean());
const element = fc.record(
  { id: fc.integer({ min: 0, max: 6 }), name: fc.constantFrom("a", "b", "c"), value: leaf, more: json },
  { requiredKeys: [] },
);
const list = fc.array(fc.oneof({ weight: 5, arbitrary: element }, { weight: 1, arbitrary: leaf }), { maxLength: 8 });
const keys = fc.constantFrom("a", "b", "c", "__proto__", "");
const tree = fc.oneof(json, list, fc.dictionary(keys, fc.oneof(leaf, list)));

describe("differenceOf", () => {
  it("gives, applied to what was before, what came after", () => {
    fc.assert(
      fc.property(tree, tree, (before, after) => {
        expect(applyDifference(before, differenceOf(before, after))).toEqual(after);
      }),
      { numRuns: 1_000 },
    );
  });

  it("finds no difference between equal values, whatever the order of their members", () => {
    fc.assert(
      fc.property(tree, (value) => {
        expect(differenceOf(value, structuredClone(value))).toEqual({ kind: "same" });
      }),
    );
    expect(differenceOf({ a: 1, b: 2 }, { b: 2, a: 1 })).toEqual({ kind: "same" });
  });

  it("does not repeat what is the same", () => {
    const large = Array.from({ length: 200 }, (_, n) => ({ id: n, text: `value ${n}` }));
    const changed = large.map((one) => (one.id === 77 ? { ...one, text: "other" } : one));
    const difference = differenceOf(large, changed);
    const text = JSON.stringify(difference);
    expect(text).not.toContain("value 76");
    expect(text).toContain("value 77");
  });

  it("pairs elements by name, else by what stands around them", () => {
    const entries = (before: unknown, after: unknown) => {
      const difference = differenceOf(before, after);
      return difference.kind === "list" ? difference.entries.map(({ kind, from, to }) => [kind, from, to]) : [];
    };
    expect(entries([{ name: "a" }, { name: "b", n: 1 }], [{ name: "b", n: 2 }])).toEqual([
      ["removed", 0, undefined],
      ["kept", 1, 0],
    ]);
    expect(entries(["x", "y", "z"], ["x", "q", "z"])).toEqual([
      ["kept", 0, 0],
      ["removed", 1, undefined],
      ["added", undefined, 1],
      ["kept", 2, 2],
    ]);
    // Named twice: no identity.
    expect(entries([{ id: 1 }, { id: 1, n: 1 }], [{ id: 1 }, { id: 1, n: 2 }])).toEqual([
      ["kept", 0, 0],
      ["kept", 1, 1],
    ]);
  });
});
