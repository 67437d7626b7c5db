import { equalBytes, fromBase64 } from "./bytes.ts";
import { TlogError } from "./errors.ts";
import { HASH_BYTES, hashNode, isCount } from "./merkle.ts";

/** A node on a path: `at` of the nodes 0 to `last` of its level; `left` hashes of the proof are still to come. */
interface PathNode {
  at: number;
  last: number;
  hash: Uint8Array;
  left: number;
}

/**
 * Checks inclusion proofs of one tree, as `rootFromInclusion` does. From the node on where a path meets the last one that led to the root,
 * with the same hashes to come, nothing is computed anew: of rows that lie close together that is nearly all.
 */
export class PathChecker {
  readonly #size: number;
  readonly #root: Uint8Array;
  #path: PathNode[] = [];
  #items: readonly unknown[] = [];

  constructor(size: number, root: Uint8Array) {
    this.#size = size;
    this.#root = root;
  }

  /**
   * Whether the proof, base64 and leaf-sibling first, leads from this leaf to the root. Throws `tree_bounds`, `base64`, `proof_too_long`
   * or `proof_too_short`.
   */
  leadsToRoot(index: number, leafHash: Uint8Array, items: readonly unknown[]): boolean {
    if (!isCount(index) || index >= this.#size)
      throw new TlogError("tree_bounds", `seq ${index} is not inside a tree of size ${this.#size}`);
    const path: PathNode[] = [];
    let at = index;
    let last = this.#size - 1;
    let hash = leafHash;
    for (let i = 0; ; i++) {
      const left = items.length - i;
      const met = this.#path.findIndex((node) => node.at === at && node.last === last);
      if (met >= 0 && this.#isSame(this.#path[met]!, hash, left, items)) {
        this.#keep([...path, ...this.#path.slice(met)], items);
        return true;
      }
      path.push({ at, last, hash, left });
      if (left === 0) break;
      if (last === 0) throw new TlogError("proof_too_long", `a proof of ${items.length} hashes is too long`);
      const sibling = fromBase64(items[i] as string, HASH_BYTES);
      const isOnRight = at % 2 === 1 || at === last;
      hash = isOnRight ? hashNode(sibling, hash) : hashNode(hash, sibling);
      while (isOnRight && at % 2 === 0 && at !== 0) {
        at /= 2;
        last = Math.floor(last / 2);
      }
      at = Math.floor(at / 2);
      last = Math.floor(last / 2);
    }
    if (last !== 0) throw new TlogError("proof_too_short", `a proof of ${items.length} hashes is too short`);
    if (!equalBytes(hash, this.#root)) return false;
    this.#keep(path, items);
    return true;
  }

  #keep(path: PathNode[], items: readonly unknown[]): void {
    this.#path = path;
    this.#items = items;
  }

  #isSame(node: PathNode, hash: Uint8Array, left: number, items: readonly unknown[]): boolean {
    if (node.left !== left || !equalBytes(node.hash, hash)) return false;
    for (let back = 1; back <= left; back++)
      if (items[items.length - back] !== this.#items[this.#items.length - back]) return false;
    return true;
  }
}
