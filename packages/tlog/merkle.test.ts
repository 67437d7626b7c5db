import { describe, expect, test } from "vitest";
import {
  EMPTY_ROOT,
  hashLeaf,
  hashNode,
  rootFromInclusion,
  rootFromRange,
  splitPoint,
  toHex,
  treeRoot,
  utf8,
  verifyConsistency,
  verifyInclusion,
} from "./index.ts";
import { VECTORS_PRESENT, vectorFiles, vectorText } from "./testing/vectors.ts";

const base64 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "base64"));

interface Inclusion {
  leafIdx: number;
  treeSize: number;
  root: string;
  leafHash: string;
  proof: string[] | null;
  wantErr: boolean;
}

interface Consistency {
  size1: number;
  size2: number;
  root1: string;
  root2: string;
  proof: string[] | null;
  wantErr: boolean;
}

/**
 * Cases that are a matter of policy, decided in merkle.ts: whether they are accepted as they are, with "don't care" texts of 12
 * bytes for roots, and once those texts are filled up to 32 bytes. The last differs from its file as it is: a root is 32 bytes.
 */
const DECIDED: [name: string, asItIs: boolean, filledUp: boolean][] = [
  ["size1-is-zero-and-does-not-equal-size2", false, false],
  ["size1-is-zero-and-size2-is-not-zero", false, true],
  ["sizes-are-equal-zero-and-proof-is-empty", false, false],
  ["sizes-are-equal-one-and-proof-is-empty", false, true],
];

describe.skipIf(!VECTORS_PRESENT)("transparency-dev test data", () => {
  const inclusion = VECTORS_PRESENT ? vectorFiles("merkle-rfc6962/inclusion") : [];
  const consistency = VECTORS_PRESENT ? vectorFiles("merkle-rfc6962/consistency") : [];

  test("there are 98 of each", () => expect([inclusion.length, consistency.length]).toEqual([98, 98]));

  test.each(inclusion)("%s", (path) => {
    const v = JSON.parse(vectorText(path)) as Inclusion;
    const got = verifyInclusion(v.leafIdx, v.treeSize, base64(v.leafHash), (v.proof ?? []).map(base64), base64(v.root));
    expect(got).toBe(!v.wantErr);
  });

  test.each(consistency)("%s", (path) => {
    const v = JSON.parse(vectorText(path)) as Consistency;
    const got = verifyConsistency(v.size1, base64(v.root1), v.size2, base64(v.root2), (v.proof ?? []).map(base64));
    expect(got).toBe(!v.wantErr && !path.endsWith(`/${DECIDED[3]![0]}.json`));
  });

  test.each(DECIDED)("policy: %s is accepted as it is: %s, with roots of 32 bytes: %s", (name, asItIs, filledUp) => {
    const v = JSON.parse(vectorText(`merkle-rfc6962/consistency/additional/${name}.json`)) as Consistency;
    const full = (root: Uint8Array): Uint8Array => Uint8Array.from({ length: 32 }, (_, i) => root[i] ?? 0);
    const [root1, root2, proof] = [base64(v.root1), base64(v.root2), (v.proof ?? []).map(base64)];
    expect(verifyConsistency(v.size1, root1, v.size2, root2, proof)).toBe(asItIs);
    expect(verifyConsistency(v.size1, full(root1), v.size2, full(root2), proof)).toBe(filledUp);
  });
});

const leaves = Array.from({ length: 100 }, (_, i) => hashLeaf(utf8(`leaf ${i}`)));

/** The definition of RFC 6962 section 2.1, with the split written out. */
function definedRoot(from: number, to: number): Uint8Array {
  if (to === from) return EMPTY_ROOT;
  if (to - from === 1) return leaves[from]!;
  const k = 2 ** Math.floor(Math.log2(to - from - 1));
  return hashNode(definedRoot(from, from + k), definedRoot(from + k, to));
}

/** PATH of RFC 6962 section 2.1.1. */
function definedPath(index: number, from: number, to: number): Uint8Array[] {
  if (to - from === 1) return [];
  const middle = from + 2 ** Math.floor(Math.log2(to - from - 1));
  return index < middle
    ? [...definedPath(index, from, middle), definedRoot(middle, to)]
    : [...definedPath(index, middle, to), definedRoot(from, middle)];
}

/** SUBPROOF of RFC 6962 section 2.1.2. */
function definedSubproof(size1: number, from: number, to: number, whole: boolean): Uint8Array[] {
  if (size1 === to) return whole ? [] : [definedRoot(from, to)];
  const middle = from + 2 ** Math.floor(Math.log2(to - from - 1));
  return size1 <= middle
    ? [...definedSubproof(size1, from, middle, whole), definedRoot(middle, to)]
    : [...definedSubproof(size1, middle, to, false), definedRoot(from, middle)];
}

test("known hashes of RFC 6962 implementations", () => {
  expect(toHex(EMPTY_ROOT)).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  expect(toHex(hashLeaf(new Uint8Array(0)))).toBe("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
  expect(toHex(hashLeaf(utf8("L123456")))).toMatch(/^395aa064.*4d56$/);
  expect(toHex(hashLeaf(new Uint8Array(5000)))).toHaveLength(64);
  expect(() => hashNode(leaves[0]!, new Uint8Array(31))).toThrow(expect.objectContaining({ code: "hash_length" }));
});

test("roots and inclusion proofs of every tree up to 100 leaves, and of no other leaf or index", () => {
  for (let size = 1; size <= 100; size++) {
    const root = treeRoot(leaves.slice(0, size));
    expect(toHex(root)).toBe(toHex(definedRoot(0, size)));
    for (let index = 0; index < size; index++) {
      const proof = definedPath(index, 0, size);
      const ok = verifyInclusion(index, size, leaves[index]!, proof, root);
      const otherIndex = size > 1 && verifyInclusion((index + 1) % size, size, leaves[index]!, proof, root);
      const otherLeaf = verifyInclusion(index, size, leaves[(index + 1) % 100]!, proof, root);
      const longer = verifyInclusion(index, size, leaves[index]!, [...proof, leaves[0]!], root);
      const shorter = proof.length > 0 && verifyInclusion(index, size, leaves[index]!, proof.slice(0, -1), root);
      expect([ok, otherIndex, otherLeaf, longer, shorter]).toEqual([true, false, false, false, false]);
    }
  }
});

test("consistency proofs between every two trees up to 100 leaves, and between no others", () => {
  const roots = Array.from({ length: 101 }, (_, size) => treeRoot(leaves.slice(0, size)));
  for (let size2 = 0; size2 <= 100; size2++) {
    for (let size1 = 0; size1 <= size2; size1++) {
      const proof = size1 === 0 ? [] : definedSubproof(size1, 0, size2, true);
      const ok = verifyConsistency(size1, roots[size1]!, size2, roots[size2]!, proof);
      const longer = verifyConsistency(size1, roots[size1]!, size2, roots[size2]!, [...proof, leaves[0]!]);
      const shorter = proof.length > 0 && verifyConsistency(size1, roots[size1]!, size2, roots[size2]!, proof.slice(1));
      const otherFirst = verifyConsistency(size1, leaves[99]!, size2, roots[size2]!, proof);
      const otherSecond = size1 > 0 && verifyConsistency(size1, roots[size1]!, size2, leaves[99]!, proof);
      expect([ok, longer, shorter, otherFirst, otherSecond], `${size1} to ${size2}`).toEqual([
        true,
        false,
        false,
        false,
        false,
      ]);
    }
  }
});

test("the three cases from size 0, and equal sizes", () => {
  const root = leaves[0]!;
  expect(verifyConsistency(0, EMPTY_ROOT, 1, root, [])).toBe(true);
  expect(verifyConsistency(0, EMPTY_ROOT, 1, root, [root])).toBe(false);
  expect(verifyConsistency(0, root, 1, root, [])).toBe(false);
  expect(verifyConsistency(0, EMPTY_ROOT, 0, EMPTY_ROOT, [])).toBe(true);
  expect(verifyConsistency(0, root, 0, root, [])).toBe(false);
  expect(verifyConsistency(1, root, 1, root, [])).toBe(true);
  expect(verifyConsistency(1, root.subarray(1), 1, root.subarray(1), [])).toBe(false);
});

test("sizes and indices that are not integers below 2^53 are refused", () => {
  for (const bad of [-1, 0.5, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(verifyInclusion(bad, 2, leaves[0]!, [leaves[1]!], leaves[0]!)).toBe(false);
    expect(verifyInclusion(0, bad, leaves[0]!, [leaves[1]!], leaves[0]!)).toBe(false);
    expect(verifyConsistency(bad, leaves[0]!, bad, leaves[0]!, [])).toBe(false);
  }
  const size = 2 ** 53 - 1;
  expect(splitPoint(size)).toBe(2 ** 52);
  const lastIsAllRight = Array.from({ length: 52 }, () => leaves[0]!);
  expect(rootFromInclusion(size - 1, size, leaves[0]!, lastIsAllRight)).toHaveLength(32);
  expect(() => rootFromInclusion(size - 1, size, leaves[0]!, lastIsAllRight.slice(1))).toThrow(
    expect.objectContaining({ code: "proof_too_short" }),
  );
});

test("a range and the hashes outside it rebuild the root, in every tree up to 33 leaves", () => {
  for (let size = 1; size <= 33; size++) {
    const root = toHex(treeRoot(leaves.slice(0, size)));
    for (let lo = 0; lo < size; lo++) {
      for (let hi = lo + 1; hi <= size; hi++) {
        const outside: Uint8Array[] = [];
        const collect = (from: number, to: number): void => {
          if (to <= lo || from >= hi) outside.push(definedRoot(from, to));
          else if (to - from > 1) {
            collect(from, from + splitPoint(to - from));
            collect(from + splitPoint(to - from), to);
          }
        };
        collect(0, size);
        expect(toHex(rootFromRange(lo, hi, size, leaves.slice(lo, hi), outside))).toBe(root);
      }
    }
  }
});

test("ranges that do not fit are refused", () => {
  const [a, b, c] = leaves as [Uint8Array, Uint8Array, Uint8Array];
  expect(rootFromRange(0, 0, 0, [], [])).toEqual(EMPTY_ROOT);
  const code = (...args: Parameters<typeof rootFromRange>): string => {
    try {
      rootFromRange(...args);
      return "accepted";
    } catch (error) {
      return (error as { code: string }).code;
    }
  };
  expect(code(1, 1, 2, [], [])).toBe("range_outside");
  expect(code(0, 3, 2, [a, b, c], [])).toBe("range_outside");
  expect(code(0, 1, 2, [], [b])).toBe("range_leaves");
  expect(code(0, 1, 2, [a], [])).toBe("range_too_few");
  expect(code(0, 1, 2, [a], [b, c])).toBe("range_too_many");
  expect(code(0, 0, 0, [], [a])).toBe("range_too_many");
  expect(code(0, 1, 2, [a], [b.subarray(1)])).toBe("hash_length");
});
