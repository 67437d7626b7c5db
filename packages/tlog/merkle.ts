/**
 * RFC 6962 section 2.1 and RFC 9162 section 2.1. Sizes and indices are integers from 0 to 2^53 - 1, hashes 32 bytes.
 *
 * What the RFCs leave open about consistency is decided for every entry point alike, as C2SP tlog-witness needs it:
 * - size 0 to a larger size with an empty proof is consistent if root1 is the root of the empty tree;
 * - size 0 to a larger size with another root1 is refused, since no empty tree has that root;
 * - size 0 to size 0 with an empty proof is consistent if both roots are the root of the empty tree, else refused;
 * - a root that is not 32 bytes is refused at every size, equal sizes and equal roots included.
 *
 * @module
 */

import { equalBytes } from "./bytes.ts";
import { TlogError } from "./errors.ts";
import { sha256 } from "./sha256.ts";

/** Bytes of a SHA-256 hash. */
export const HASH_BYTES = 32;

const node = new Uint8Array(65);
node[0] = 1;
let leafScratch = new Uint8Array(1024);

/** SHA-256(0x00 || bytes): the hash of a leaf. */
export function hashLeaf(bytes: Uint8Array): Uint8Array {
  if (leafScratch.length <= bytes.length) leafScratch = new Uint8Array(2 * bytes.length + 1);
  leafScratch[0] = 0;
  leafScratch.set(bytes, 1);
  return sha256(leafScratch.subarray(0, bytes.length + 1));
}

/** SHA-256(0x01 || left || right): the hash of an inner node. Throws `hash_length` unless both are 32 bytes. */
export function hashNode(left: Uint8Array, right: Uint8Array): Uint8Array {
  if (left.length !== HASH_BYTES || right.length !== HASH_BYTES) {
    throw new TlogError("hash_length", `a node has two hashes of 32 bytes, not ${left.length} and ${right.length}`);
  }
  node.set(left, 1);
  node.set(right, 33);
  return sha256(node);
}

/** Root of the tree with no leaves: SHA-256 of nothing. Do not write to it. */
export const EMPTY_ROOT: Uint8Array = sha256(new Uint8Array(0));

/** Whether a value can be a size, an index or a seq: an integer from 0 to 2^53 - 1. */
export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** Largest power of two smaller than n, for n from 2 to 2^53 - 1: where RFC 6962 splits n leaves. */
export function splitPoint(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

function requireHashes(hashes: readonly Uint8Array[], what: string): void {
  for (const hash of hashes) {
    if (hash.length !== HASH_BYTES)
      throw new TlogError("hash_length", `${what} has ${hash.length} bytes instead of 32`);
  }
}

/** Root of the tree over these leaf hashes, in order. O(n) hashes, O(log n) memory besides the input. */
export function treeRoot(hashes: readonly Uint8Array[]): Uint8Array {
  if (hashes.length === 0) return EMPTY_ROOT.slice();
  requireHashes(hashes, "a leaf hash");
  const stack: Uint8Array[] = [];
  hashes.forEach((hash, i) => {
    let top = hash;
    for (let n = i + 1; n % 2 === 0; n /= 2) top = hashNode(stack.pop()!, top);
    stack.push(top);
  });
  let root = stack.pop()!;
  while (stack.length > 0) root = hashNode(stack.pop()!, root);
  return root;
}

/** One step up an inclusion path: `parent` = hash of `left` and `right`. */
export interface PathStep {
  left: Uint8Array;
  right: Uint8Array;
  parent: Uint8Array;
}

/** The steps of RFC 9162 section 2.1.3.2 from a leaf to the root, leaf first; no steps in a tree of one leaf. Throws as `rootFromInclusion`. */
export function inclusionSteps(
  index: number,
  size: number,
  leafHash: Uint8Array,
  proof: readonly Uint8Array[],
): PathStep[] {
  if (!isCount(index) || !isCount(size) || index >= size) {
    throw new TlogError("tree_bounds", `index ${index} is not inside a tree of size ${size}`);
  }
  requireHashes([leafHash], "the leaf hash");
  requireHashes(proof, "a hash of the inclusion proof");
  const steps: PathStep[] = [];
  let at = index;
  let last = size - 1;
  let hash = leafHash;
  for (const sibling of proof) {
    if (last === 0)
      throw new TlogError(
        "proof_too_long",
        `an inclusion proof of ${proof.length} hashes is too long for index ${index} of ${size}`,
      );
    const onRight = at % 2 === 1 || at === last;
    const parent = onRight ? hashNode(sibling, hash) : hashNode(hash, sibling);
    steps.push(onRight ? { left: sibling, right: hash, parent } : { left: hash, right: sibling, parent });
    hash = parent;
    while (onRight && at % 2 === 0 && at !== 0) {
      at /= 2;
      last = Math.floor(last / 2);
    }
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  if (last !== 0)
    throw new TlogError(
      "proof_too_short",
      `an inclusion proof of ${proof.length} hashes is too short for index ${index} of ${size}`,
    );
  return steps;
}

/**
 * Root that an inclusion proof leads to (RFC 9162 section 2.1.3.2). `proof` is leaf-sibling first.
 * Throws `tree_bounds`, `hash_length`, `proof_too_long` or `proof_too_short`.
 */
export function rootFromInclusion(
  index: number,
  size: number,
  leafHash: Uint8Array,
  proof: readonly Uint8Array[],
): Uint8Array {
  return inclusionSteps(index, size, leafHash, proof).at(-1)?.parent ?? leafHash;
}

/** Whether the proof shows that the leaf is at `index` in the tree of `size` leaves with that root. Never throws on bad proofs. */
export function verifyInclusion(
  index: number,
  size: number,
  leafHash: Uint8Array,
  proof: readonly Uint8Array[],
  root: Uint8Array,
): boolean {
  try {
    return equalBytes(rootFromInclusion(index, size, leafHash, proof), root);
  } catch (error) {
    if (error instanceof TlogError) return false;
    throw error;
  }
}

/**
 * Whether the proof shows that the tree (size1, root1) is a prefix of (size2, root2) (RFC 9162 section 2.1.4.2). From size 0
 * only an empty proof and the root of the empty tree are consistent; equal sizes need an empty proof and equal roots.
 */
export function verifyConsistency(
  size1: number,
  root1: Uint8Array,
  size2: number,
  root2: Uint8Array,
  proof: readonly Uint8Array[],
): boolean {
  if (!isCount(size1) || !isCount(size2) || size1 > size2) return false;
  if ([root1, root2, ...proof].some((hash) => hash.length !== HASH_BYTES)) return false;
  if (size1 === 0 && !equalBytes(root1, EMPTY_ROOT)) return false;
  if (size1 === size2) return proof.length === 0 && equalBytes(root1, root2);
  if (size1 === 0) return proof.length === 0;
  let at = size1 - 1;
  let last = size2 - 1;
  while (at % 2 === 1) {
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  const path = at === 0 ? [root1, ...proof] : proof;
  if (path.length === 0) return false;
  let first = path[0]!;
  let second = path[0]!;
  for (const hash of path.slice(1)) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      first = hashNode(hash, first);
      second = hashNode(hash, second);
      while (at % 2 === 0 && at !== 0) {
        at /= 2;
        last = Math.floor(last / 2);
      }
    } else second = hashNode(second, hash);
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && equalBytes(first, root1) && equalBytes(second, root2);
}

/**
 * Root of the tree of `size` leaves from its leaves [lo, hi) and the hashes of the largest subtrees outside that range, left
 * to right. Empty only for the empty tree. Throws `range_leaves`, `range_outside`, `range_too_few`, `range_too_many`, `hash_length`.
 */
export function rootFromRange(
  lo: number,
  hi: number,
  size: number,
  leaves: readonly Uint8Array[],
  outside: readonly Uint8Array[],
): Uint8Array {
  const empty = lo === 0 && hi === 0 && size === 0;
  if (!isCount(lo) || !isCount(hi) || !isCount(size) || !(empty || (lo < hi && hi <= size))) {
    throw new TlogError("range_outside", `[${lo}, ${hi}) is empty or not inside a tree of size ${size}`);
  }
  if (leaves.length !== hi - lo)
    throw new TlogError("range_leaves", `[${lo}, ${hi}) has ${hi - lo} leaves, but ${leaves.length} are given`);
  requireHashes(leaves, "a leaf hash");
  requireHashes(outside, "a hash outside the range");
  let used = 0;
  const hashOf = (from: number, to: number): Uint8Array => {
    if (to <= lo || from >= hi) {
      if (used === outside.length) throw new TlogError("range_too_few", `${used} hashes outside the range are too few`);
      return outside[used++]!;
    }
    if (to - from === 1) return leaves[from - lo]!;
    const middle = from + splitPoint(to - from);
    return hashNode(hashOf(from, middle), hashOf(middle, to));
  };
  const root = size === 0 ? EMPTY_ROOT.slice() : hashOf(0, size);
  if (used !== outside.length) {
    throw new TlogError("range_too_many", `${outside.length} hashes outside the range are given, ${used} are needed`);
  }
  return root;
}
