import { concatBytes } from "./bytes.ts";
import { TlogError } from "./errors.ts";
import { perfectRoot, rootOfEdge, TILE_WIDTH } from "./frontier.ts";
import { HASH_BYTES, hashNode, isCount, splitPoint } from "./merkle.ts";

/**
 * Where the tiles of one tree are kept. `width` (1 to 256) is the number of hashes wanted from the left of tile `index` at
 * `level`; the answer is `width` * 32 bytes, or more of the same tile.
 */
export interface TileReader {
  readTile(level: number, index: number, width: number): Promise<Uint8Array> | Uint8Array;
}

interface TileWanted {
  level: number;
  index: number;
  width: number;
}

/** A perfect subtree: 2^height leaves, the `index`-th of its height. */
interface Subtree {
  height: number;
  index: number;
}

const keyOf = (level: number, index: number): string => `${level}/${index}`;

function tileOf(subtree: Subtree, size: number): TileWanted & { from: number; count: number } {
  const level = Math.floor(subtree.height / 8);
  const count = 2 ** (subtree.height % 8);
  const first = subtree.index * count;
  const index = Math.floor(first / TILE_WIDTH);
  const width = Math.min(TILE_WIDTH, Math.floor(size / TILE_WIDTH ** level) - index * TILE_WIDTH);
  return { level, index, width, from: first % TILE_WIDTH, count };
}

/** Reads each tile once, all at the same time. */
async function readTiles(reader: TileReader, wanted: Iterable<TileWanted>): Promise<Map<string, Uint8Array>> {
  const tiles = new Map<string, TileWanted>();
  for (const tile of wanted) tiles.set(keyOf(tile.level, tile.index), tile);
  const read = async ([key, { level, index, width }]: [string, TileWanted]): Promise<[string, Uint8Array]> => {
    const bytes = await reader.readTile(level, index, width);
    if (
      bytes.length < width * HASH_BYTES ||
      bytes.length > TILE_WIDTH * HASH_BYTES ||
      bytes.length % HASH_BYTES !== 0
    ) {
      throw new TlogError(
        "tile_bytes",
        `${tilePath(level, index, width)} has ${bytes.length} bytes instead of ${width * HASH_BYTES}`,
      );
    }
    return [key, bytes];
  };
  return new Map(await Promise.all(Array.from(tiles, read)));
}

/** The perfect subtrees that make up the leaves [from, to) of a subtree of an RFC 6962 tree, left to right. */
function perfectSubtrees(from: number, to: number): Subtree[] {
  const found: Subtree[] = [];
  for (let at = from; at < to; ) {
    let height = 0;
    while (at % 2 ** (height + 1) === 0 && at + 2 ** (height + 1) <= to) height++;
    found.push({ height, index: at / 2 ** height });
    at += 2 ** height;
  }
  return found;
}

/** Hashes of the given leaf ranges, each a node of the tree of `size`; every tile is read once. */
async function hashRanges(
  reader: TileReader,
  size: number,
  ranges: readonly [number, number][],
): Promise<Uint8Array[]> {
  const subtrees = ranges.map(([from, to]) => perfectSubtrees(from, to).map((subtree) => tileOf(subtree, size)));
  const tiles = await readTiles(reader, subtrees.flat());
  return subtrees.map((pieces) => {
    const hashes = pieces.map(({ level, index, from, count }) =>
      perfectRoot(tiles.get(keyOf(level, index))!.subarray(from * HASH_BYTES, (from + count) * HASH_BYTES)),
    );
    return hashes.reduceRight((right, left) => hashNode(left, right));
  });
}

function requireSize(size: number): void {
  if (!isCount(size)) throw new TlogError("tree_bounds", `${size} is not a tree size`);
}

/** Root of the tree at `size`, from the tiles of its right edge; reads at most one tile a level. Throws `tree_bounds`, `tile_bytes`. */
export async function rootAt(reader: TileReader, size: number): Promise<Uint8Array> {
  requireSize(size);
  const wanted: TileWanted[] = [];
  for (let level = 0, n = size; n > 0; level++, n = Math.floor(n / TILE_WIDTH)) {
    wanted.push({ level, index: Math.floor(n / TILE_WIDTH), width: n % TILE_WIDTH });
  }
  const tiles = await readTiles(
    reader,
    wanted.filter(({ width }) => width > 0),
  );
  return rootOfEdge(
    wanted.map(({ level, index, width }) =>
      (tiles.get(keyOf(level, index)) ?? new Uint8Array(0)).subarray(0, width * HASH_BYTES),
    ),
  );
}

/**
 * Inclusion proof (RFC 6962 section 2.1.1) of leaf `index` in the tree of `size`, leaf-sibling first.
 * Reads at most two tiles a level, all at once. Throws `tree_bounds`, `tile_bytes`.
 */
export async function inclusionProof(reader: TileReader, index: number, size: number): Promise<Uint8Array[]> {
  return hashRanges(reader, size, besideLeaf(index, size));
}

/** The subtrees beside the path of a leaf, leaf-sibling first. */
function besideLeaf(index: number, size: number): [number, number][] {
  requireSize(size);
  if (!isCount(index) || index >= size)
    throw new TlogError("tree_bounds", `index ${index} is not inside a tree of size ${size}`);
  const outside: [number, number][] = [];
  for (let from = 0, to = size; to - from > 1; ) {
    const middle = from + splitPoint(to - from);
    outside.push(index < middle ? [middle, to] : [from, middle]);
    if (index < middle) to = middle;
    else from = middle;
  }
  return outside.reverse();
}

/** The largest subtrees of the tree of `size` that lie wholly outside the leaves [from, to), left to right. */
function outsideRange(from: number, to: number, size: number): [number, number][] {
  requireSize(size);
  if (!isCount(from) || !isCount(to) || from >= to || to > size)
    throw new TlogError("tree_bounds", `[${from}, ${to}) is no range of leaves of a tree of size ${size}`);
  const visit = (left: number, right: number): [number, number][] => {
    if (right <= from || left >= to) return [[left, right]];
    if (left >= from && right <= to) return [];
    const middle = left + splitPoint(right - left);
    return [...visit(left, middle), ...visit(middle, right)];
  };
  return visit(0, size);
}

/** Makes many proofs of one tree, and hashes each tile once. */
export interface Prover {
  /** As `inclusionProof`. */
  inclusion(index: number): Promise<Uint8Array[]>;
  /** The hashes that rebuild the root together with the leaves [from, to): see `rootFromRange`. Throws `tree_bounds`. */
  range(from: number, to: number): Promise<Uint8Array[]>;
}

const PROVER_TILES = 1_024;

/**
 * A maker of proofs in the tree of `size`; it keeps the inner nodes of the last thousand tiles (16 MB), so that leaves should be asked for
 * in their order. About 5 µs a proof at a million leaves where the tiles are at hand.
 */
export function openProver(reader: TileReader, size: number): Prover {
  const tiles = new Map<string, Promise<Uint8Array[][]>>();
  const pyramid = (wanted: TileWanted): Promise<Uint8Array[][]> => {
    const key = keyOf(wanted.level, wanted.index);
    const known = tiles.get(key);
    if (known) return known;
    if (tiles.size >= PROVER_TILES) tiles.delete(tiles.keys().next().value!);
    const made = readTiles(reader, [wanted]).then((read) => nodesOf(read.get(key)!, wanted.width));
    tiles.set(key, made);
    return made;
  };
  const hashOf = async ([from, to]: [number, number]): Promise<Uint8Array> => {
    const hashes: Uint8Array[] = [];
    for (const subtree of perfectSubtrees(from, to)) {
      const tile = tileOf(subtree, size);
      const nodes = await pyramid(tile);
      hashes.push(nodes[subtree.height % 8]![tile.from / tile.count]!);
    }
    return hashes.reduceRight((right, left) => hashNode(left, right));
  };
  const hashAll = async (ranges: [number, number][]) => {
    const hashes: Uint8Array[] = [];
    for (const range of ranges) hashes.push(await hashOf(range));
    return hashes;
  };
  return {
    inclusion: (index) => hashAll(besideLeaf(index, size)),
    range: (from, to) => hashAll(outsideRange(from, to, size)),
  };
}

/** The hashes of a tile and of its whole subtrees, by height. */
function nodesOf(bytes: Uint8Array, width: number): Uint8Array[][] {
  const rows: Uint8Array[][] = [
    Array.from({ length: width }, (_, i) => bytes.slice(i * HASH_BYTES, (i + 1) * HASH_BYTES)),
  ];
  for (let below = rows[0]!; below.length >= 2; below = rows.at(-1)!)
    rows.push(
      Array.from({ length: Math.floor(below.length / 2) }, (_, i) => hashNode(below[2 * i]!, below[2 * i + 1]!)),
    );
  return rows;
}

/**
 * Consistency proof (RFC 6962 section 2.1.2) from the tree of `size1` to that of `size2`; empty when they are equal or size1
 * is 0. Reads at most two tiles a level, all at once. Throws `tree_bounds`, `tile_bytes`.
 */
export async function consistencyProof(reader: TileReader, size1: number, size2: number): Promise<Uint8Array[]> {
  requireSize(size1);
  requireSize(size2);
  if (size1 > size2)
    throw new TlogError("tree_bounds", `a tree of size ${size1} is not a prefix of one of size ${size2}`);
  if (size1 === 0 || size1 === size2) return [];
  const ranges: [number, number][] = [];
  let from = 0;
  let to = size2;
  let wholeOfFirst = true;
  while (to !== size1) {
    const middle = from + splitPoint(to - from);
    if (size1 <= middle) {
      ranges.push([middle, to]);
      to = middle;
    } else {
      ranges.push([from, middle]);
      from = middle;
      wholeOfFirst = false;
    }
  }
  if (!wholeOfFirst) ranges.push([from, to]);
  return hashRanges(reader, size2, ranges.reverse());
}

function indexPath(index: number): string {
  const digits = String(index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, "0").match(/\d{3}/g)!;
  return groups.map((group, i) => (i < groups.length - 1 ? `x${group}` : group)).join("/");
}

/**
 * Path of a tile (C2SP tlog-tiles): `level` 0 to 63 or "entries", `width` 1 to 256, where 256 is a full tile.
 * Throws `tile_path` outside these ranges.
 *
 * @example tilePath(0, 1234067, 5) // "tile/0/x001/x234/067.p/5"
 */
export function tilePath(level: number | "entries", index: number, width: number = TILE_WIDTH): string {
  const levelOk = level === "entries" || (isCount(level) && level <= 63);
  if (!levelOk || !isCount(index) || !isCount(width) || width < 1 || width > TILE_WIDTH) {
    throw new TlogError("tile_path", `there is no tile at level ${level}, index ${index}, width ${width}`);
  }
  return `tile/${level}/${indexPath(index)}${width === TILE_WIDTH ? "" : `.p/${width}`}`;
}

const TILE_PATH = /^tile\/(entries|0|[1-9]\d?)\/((?:x\d{3}\/)*\d{3})(?:\.p\/([1-9]\d{0,2}))?$/;

/** What a tile path names. Throws `tile_path` on anything but the one spelling that `tilePath` gives (no width 256, no leading zero groups). */
export function parseTilePath(path: string): { level: number | "entries"; index: number; width: number } {
  const match = TILE_PATH.exec(path);
  const level = match?.[1] === "entries" ? "entries" : Number(match?.[1]);
  const index = Number(match?.[2]?.replace(/[x/]/g, ""));
  const width = match?.[3] === undefined ? TILE_WIDTH : Number(match[3]);
  const inRange = (level === "entries" || level <= 63) && isCount(index) && width <= TILE_WIDTH;
  if (match === null || !inRange || tilePath(level, index, width) !== path) {
    throw new TlogError("tile_path", "expected tile/<level>/<index>[.p/<width>] as in C2SP tlog-tiles");
  }
  return { level, index, width };
}

/** Largest entry that an entry bundle can hold, in bytes. */
export const ENTRY_BYTES_MAX = 65_535;

/** Entry bundle (C2SP tlog-tiles): each of 1 to 256 entries as uint16 big-endian length and bytes. Throws `entry_bundle`. */
export function encodeEntryBundle(entries: readonly Uint8Array[]): Uint8Array {
  if (entries.length < 1 || entries.length > TILE_WIDTH) {
    throw new TlogError("entry_bundle", `an entry bundle holds 1 to 256 entries, not ${entries.length}`);
  }
  const pieces = entries.flatMap((entry, i) => {
    if (entry.length > ENTRY_BYTES_MAX)
      throw new TlogError("entry_bundle", `entry ${i} has ${entry.length} bytes, more than 65,535`);
    return [Uint8Array.of(entry.length >> 8, entry.length & 255), entry];
  });
  return concatBytes(...pieces);
}

/** Entries of an entry bundle, as views of it; exactly `width` of them if that is given. Throws `entry_bundle`. */
export function decodeEntryBundle(bytes: Uint8Array, width?: number): Uint8Array[] {
  const entries: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = at + 2 <= bytes.length ? (bytes[at]! << 8) | bytes[at + 1]! : Number.POSITIVE_INFINITY;
    if (at + 2 + length > bytes.length)
      throw new TlogError("entry_bundle", `entry ${entries.length} of the bundle is cut short`);
    entries.push(bytes.subarray(at + 2, at + 2 + length));
    at += 2 + length;
  }
  if (entries.length < 1 || entries.length > TILE_WIDTH || (width !== undefined && entries.length !== width)) {
    throw new TlogError("entry_bundle", `the bundle holds ${entries.length} entries instead of ${width ?? "1 to 256"}`);
  }
  return entries;
}
