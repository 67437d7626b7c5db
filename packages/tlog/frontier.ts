import { concatBytes } from "./bytes.ts";
import { TlogError } from "./errors.ts";
import { EMPTY_ROOT, HASH_BYTES, hashNode, isCount } from "./merkle.ts";

/** Hashes in a full tile (C2SP tlog-tiles). */
export const TILE_WIDTH = 256;

/** Bytes of a full tile. */
export const TILE_BYTES = TILE_WIDTH * HASH_BYTES;

/**
 * The right edge of a tree: all that is needed to append to it. `edge[L]` holds the hashes of the incomplete tile at level L,
 * floor(size / 256^L) mod 256 of them, 32 bytes each; levels 0 to the highest with a hash. At most 255 * 32 bytes a level.
 */
export interface Frontier {
  readonly size: number;
  readonly edge: readonly Uint8Array[];
}

/** A tile that an append has filled; `hashes` is 8,192 bytes. */
export interface FullTile {
  level: number;
  index: number;
  hashes: Uint8Array;
}

/** The frontier of the empty tree. */
export function emptyFrontier(): Frontier {
  return { size: 0, edge: [] };
}

/** Number of hashes at each level's incomplete tile for a tree of `size`, level 0 first; no entry above the highest level in use. */
export function edgeWidths(size: number): number[] {
  const widths: number[] = [];
  for (let n = size; n > 0; n = Math.floor(n / TILE_WIDTH)) widths.push(n % TILE_WIDTH);
  return widths;
}

/** Throws `frontier_form` unless the edge has exactly the hashes that a tree of this size has at its right edge. */
export function checkFrontier(frontier: Frontier): void {
  if (!isCount(frontier.size)) throw new TlogError("frontier_form", `a frontier of size ${frontier.size}`);
  const widths = edgeWidths(frontier.size);
  if (widths.length !== frontier.edge.length) {
    throw new TlogError(
      "frontier_form",
      `a tree of size ${frontier.size} has ${widths.length} levels, the edge ${frontier.edge.length}`,
    );
  }
  widths.forEach((width, level) => {
    const found = frontier.edge[level]!.length;
    if (found !== width * HASH_BYTES) {
      throw new TlogError(
        "frontier_form",
        `level ${level} of a tree of size ${frontier.size} has ${width} hashes at its edge, not ${found / HASH_BYTES}`,
      );
    }
  });
}

/** Root of 2^k packed hashes, 1 to 256 of them. Writes over its copy only. */
export function perfectRoot(packed: Uint8Array): Uint8Array {
  let level: Uint8Array[] = [];
  for (let at = 0; at < packed.length; at += HASH_BYTES) level.push(packed.subarray(at, at + HASH_BYTES));
  while (level.length > 1) {
    const up: Uint8Array[] = [];
    for (let i = 0; i < level.length; i += 2) up.push(hashNode(level[i]!, level[i + 1]!));
    level = up;
  }
  return level[0]!.slice();
}

function packLeaves(leafHashes: readonly Uint8Array[] | Uint8Array): Uint8Array {
  if (leafHashes instanceof Uint8Array) {
    if (leafHashes.length % HASH_BYTES !== 0) {
      throw new TlogError("hash_length", `packed leaf hashes are a multiple of 32 bytes, not ${leafHashes.length}`);
    }
    return leafHashes;
  }
  const packed = new Uint8Array(leafHashes.length * HASH_BYTES);
  leafHashes.forEach((hash, i) => {
    if (hash.length !== HASH_BYTES)
      throw new TlogError("hash_length", `leaf hash ${i} has ${hash.length} bytes instead of 32`);
    packed.set(hash, i * HASH_BYTES);
  });
  return packed;
}

/**
 * Appends leaf hashes, as an array or packed, and gives the new frontier and the tiles that became full, lower levels first,
 * ascending within a level. The given frontier is not changed. 255 node hashes for each full tile, none otherwise.
 * Throws `frontier_form`, `hash_length`, or `tree_bounds` when the size would pass 2^53 - 1.
 */
export function appendLeaves(
  frontier: Frontier,
  leafHashes: readonly Uint8Array[] | Uint8Array,
): { frontier: Frontier; fullTiles: FullTile[] } {
  checkFrontier(frontier);
  let incoming = packLeaves(leafHashes);
  const size = frontier.size + incoming.length / HASH_BYTES;
  if (!isCount(size)) throw new TlogError("tree_bounds", "a tree holds at most 2^53 - 1 leaves");
  const edge: Uint8Array[] = [];
  const fullTiles: FullTile[] = [];
  let index = Math.floor(frontier.size / TILE_WIDTH);
  for (let level = 0; level < frontier.edge.length || incoming.length > 0; level++) {
    const row = concatBytes(frontier.edge[level] ?? new Uint8Array(0), incoming);
    const full = Math.floor(row.length / TILE_BYTES);
    const roots = new Uint8Array(full * HASH_BYTES);
    for (let i = 0; i < full; i++) {
      const hashes = row.slice(i * TILE_BYTES, (i + 1) * TILE_BYTES);
      fullTiles.push({ level, index: index + i, hashes });
      roots.set(perfectRoot(hashes), i * HASH_BYTES);
    }
    edge.push(row.slice(full * TILE_BYTES));
    incoming = roots;
    index = Math.floor(index / TILE_WIDTH);
  }
  return { frontier: { size, edge }, fullTiles };
}

/**
 * Root of the tree from the incomplete tiles of its right edge, level 0 first: the perfect subtrees are folded from right to
 * left (RFC 6962 section 2.1). At most 255 node hashes a level.
 */
export function rootOfEdge(edge: readonly Uint8Array[]): Uint8Array {
  let root: Uint8Array | undefined;
  for (const row of edge) {
    let end = row.length / HASH_BYTES;
    for (let width = 1; end > 0; width *= 2) {
      if (end % (width * 2) === 0) continue;
      const subtree = perfectRoot(row.subarray((end - width) * HASH_BYTES, end * HASH_BYTES));
      root = root === undefined ? subtree : hashNode(subtree, root);
      end -= width;
    }
  }
  return root ?? EMPTY_ROOT.slice();
}

/** Root of the tree that a frontier describes. Throws `frontier_form`. */
export function frontierRoot(frontier: Frontier): Uint8Array {
  checkFrontier(frontier);
  return rootOfEdge(frontier.edge);
}
