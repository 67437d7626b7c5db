import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matchSequences } from "./sequence-match.ts";
import { diffWords } from "./word-diff.ts";

describe("diffWords", () => {
  it("marks the words that only one of the texts has", () => {
    const { before, after } = diffWords("allow ssh from 10.0.0.0/8 to bastion", "allow ssh from 10.1.0.0/8 to any")!;
    expect(before.filter((run) => run.isOwn).map((run) => run.text)).toEqual(["0", "bastion"]);
    expect(after.filter((run) => run.isOwn).map((run) => run.text)).toEqual(["1", "any"]);
  });

  it("leaves short texts and texts that have little in common alone", () => {
    expect(diffWords("viewer", "owner")).toBe(undefined);
    expect(diffWords("one thing that was said before", "quite different words came afterwards!")).toBe(undefined);
  });

  it("keeps both texts whole, and what is common the same in both", () => {
    const text = fc.array(fc.constantFrom("deny", "allow", " ", "ß", "\n", "10.0", "😀"), { maxLength: 40 });
    fc.assert(
      fc.property(text, text, (a, b) => {
        const [before, after] = [a.join(""), b.join("")];
        const diff = diffWords(before, after);
        if (!diff) return;
        const join = (runs: { text: string }[]) => runs.map((run) => run.text).join("");
        expect(join(diff.before)).toBe(before);
        expect(join(diff.after)).toBe(after);
        const common = (runs: { text: string; isOwn: boolean }[]) => join(runs.filter((run) => !run.isOwn));
        expect(common(diff.before)).toBe(common(diff.after));
      }),
    );
  });
});

describe("matchSequences", () => {
  it("finds rising pairs of equal members, as many as there can be", () => {
    const letters = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 8 });
    fc.assert(
      fc.property(letters, letters, (a, b) => {
        const pairs = matchSequences(a, b);
        pairs.forEach(([i, j], at) => {
          expect(a[i]).toBe(b[j]);
          if (at > 0) expect(i > pairs[at - 1]![0] && j > pairs[at - 1]![1]).toBe(true);
        });
        expect(pairs.length).toBe(longestCommon(a, b));
      }),
    );
  });

  it("leaves a huge middle unpaired", () => {
    const a = ["x", ...Array.from({ length: 1_100 }, (_, n) => `a${n}`), "z"];
    const b = ["x", ...Array.from({ length: 1_100 }, (_, n) => `a${n + 1}`), "z"];
    expect(matchSequences(a, b)).toEqual([
      [0, 0],
      [1_101, 1_101],
    ]);
  });
});

function longestCommon(a: string[], b: string[]): number {
  if (a.length === 0 || b.length === 0) return 0;
  if (a[0] === b[0]) return 1 + longestCommon(a.slice(1), b.slice(1));
  return Math.max(longestCommon(a.slice(1), b), longestCommon(a, b.slice(1)));
}
