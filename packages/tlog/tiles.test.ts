import { hash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  appendLeaves,
  checkFrontier,
  consistencyProof,
  decodeEntryBundle,
  emptyFrontier,
  encodeEntryBundle,
  frontierRoot,
  hashLeaf,
  inclusionProof,
  openProver,
  parseTilePath,
  rootAt,
  rootFromRange,
  TlogError,
  tilePath,
  toHex,
  treeRoot,
  useSha256,
  utf8,
  verifyConsistency,
  verifyInclusion,
} from "./index.ts";
import { MemoryTiles } from "./testing/memory-tiles.ts";

beforeAll(() => useSha256((bytes) => hash("sha256", bytes, "binary")));
afterAll(() => useSha256(undefined));

const leaves = Array.from({ length: 65_800 }, (_, i) => hashLeaf(utf8(`leaf ${i}`)));

function tilesOf(size: number): MemoryTiles {
  const tiles = new MemoryTiles();
  tiles.append(leaves.slice(0, size));
  return tiles;
}

test("every tree up to 100 leaves: all roots and proofs of all smaller sizes, from its tiles", async () => {
  const roots = Array.from({ length: 101 }, (_, size) => treeRoot(leaves.slice(0, size)));
  const tiles = tilesOf(100);
  for (let size = 0; size <= 100; size++) {
    expect(toHex(await rootAt(tiles, size))).toBe(toHex(roots[size]!));
    for (let index = 0; index < size; index++) {
      const proof = await inclusionProof(tiles, index, size);
      expect(verifyInclusion(index, size, leaves[index]!, proof, roots[size]!)).toBe(true);
      const consistency = await consistencyProof(tiles, index, size);
      expect(verifyConsistency(index, roots[index]!, size, roots[size]!, consistency)).toBe(true);
    }
    expect(await consistencyProof(tiles, size, size)).toEqual([]);
  }
});

test.each([
  ["256", [1, 2, 128, 254, 255, 256, 257, 258, 300, 511, 512, 513, 767, 768, 769]],
  ["65,536", [65_279, 65_280, 65_281, 65_535, 65_536, 65_537, 65_538, 65_791, 65_792, 65_793]],
])("around the boundaries of %s leaves", async (_, sizes) => {
  const roots = new Map(sizes.map((size) => [size, treeRoot(leaves.slice(0, size))]));
  for (const size of sizes) {
    const tiles = tilesOf(size);
    const root = roots.get(size)!;
    expect(toHex(frontierRoot(tiles.frontier))).toBe(toHex(root));
    expect(toHex(await rootAt(tiles, size))).toBe(toHex(root));
    for (const index of [0, 1, 127, 255, 256, 257, 511, 65_279, 65_280, 65_535, 65_536, size - 2, size - 1].filter(
      (i) => i >= 0 && i < size,
    )) {
      expect(verifyInclusion(index, size, leaves[index]!, await inclusionProof(tiles, index, size), root)).toBe(true);
    }
    for (const smaller of sizes.filter((s) => s <= size)) {
      const proof = await consistencyProof(tiles, smaller, size);
      expect(verifyConsistency(smaller, roots.get(smaller)!, size, root, proof)).toBe(true);
    }
  }
});

test("a proof reads each tile once, at most two a level", async () => {
  const tiles = tilesOf(65_793);
  for (const index of [0, 70, 40_000, 65_792]) {
    tiles.reads.length = 0;
    await inclusionProof(tiles, index, 65_793);
    expect(new Set(tiles.reads).size).toBe(tiles.reads.length);
    for (const level of ["0/", "1/", "2/"])
      expect(tiles.reads.filter((read) => read.startsWith(level)).length).toBeLessThanOrEqual(2);
  }
});

test("appending in any pieces gives the same frontier and the same tiles", () => {
  const whole = tilesOf(2_000);
  for (const piece of [1, 7, 255, 256, 257, 1_000]) {
    const tiles = new MemoryTiles();
    for (let at = 0; at < 2_000; at += piece) tiles.append(leaves.slice(at, Math.min(2_000, at + piece)));
    expect(tiles.frontier).toEqual(whole.frontier);
    expect(tiles.fullCount).toBe(whole.fullCount);
  }
  expect(whole.fullCount).toBe(7);
  expect(whole.frontier.edge.map((row) => row.length / 32)).toEqual([2_000 % 256, 7]);
});

test("65,536 leaves fill 256 tiles at level 0 and one at level 1, packed or not", () => {
  const packed = new Uint8Array(65_536 * 32);
  for (let i = 0; i < 65_536; i++) packed.set(leaves[i]!, 32 * i);
  const { frontier, fullTiles } = appendLeaves(emptyFrontier(), packed);
  expect(fullTiles.filter((tile) => tile.level === 0).map((tile) => tile.index)).toEqual([...Array(256).keys()]);
  expect(fullTiles.filter((tile) => tile.level === 1).map((tile) => tile.index)).toEqual([0]);
  expect(frontier.edge.map((row) => row.length)).toEqual([0, 0, 32]);
  expect(frontier).toEqual(tilesOf(65_536).frontier);
});

test("the given frontier is not changed, and one that does not fit its size is refused", () => {
  const { frontier } = appendLeaves(emptyFrontier(), leaves.slice(0, 300));
  const before = structuredClone(frontier);
  appendLeaves(frontier, leaves.slice(300, 600));
  expect(frontier).toEqual(before);
  const edges = [
    [],
    [frontier.edge[0]!],
    [...frontier.edge, new Uint8Array(0)],
    [frontier.edge[0]!.slice(1), frontier.edge[1]!],
  ];
  for (const edge of edges)
    expect(() => checkFrontier({ size: 300, edge })).toThrow(expect.objectContaining({ code: "frontier_form" }));
  expect(() => appendLeaves(frontier, new Uint8Array(33))).toThrow(expect.objectContaining({ code: "hash_length" }));
  expect(() => appendLeaves(frontier, [new Uint8Array(31)])).toThrow(expect.objectContaining({ code: "hash_length" }));
});

test("outside the tree, or from a reader that gives too little, there is no proof", async () => {
  const tiles = tilesOf(10);
  await expect(inclusionProof(tiles, 10, 10)).rejects.toThrow(expect.objectContaining({ code: "tree_bounds" }));
  await expect(consistencyProof(tiles, 11, 10)).rejects.toThrow(expect.objectContaining({ code: "tree_bounds" }));
  await expect(rootAt(tiles, -1)).rejects.toThrow(TlogError);
  const short = { readTile: () => new Uint8Array(32) };
  await expect(rootAt(short, 2)).rejects.toThrow(expect.objectContaining({ code: "tile_bytes" }));
});

test.each([
  [0, 0, 256, "tile/0/000"],
  [0, 0, 1, "tile/0/000.p/1"],
  [1, 999, 256, "tile/1/999"],
  [0, 1_000, 255, "tile/0/x001/000.p/255"],
  [63, 1_234_067, 256, "tile/63/x001/x234/067"],
  ["entries" as const, 1_234_067, 17, "tile/entries/x001/x234/067.p/17"],
])("level %s, index %i, width %i is %s", (level, index, width, path) => {
  expect(tilePath(level, index, width)).toBe(path);
  expect(parseTilePath(path)).toEqual({ level, index, width });
});

test.each([
  "tile/0/0",
  "tile/0/00",
  "tile/0/0000",
  "tile/0/x000/001",
  "tile/0/001/002",
  "tile/0/x001/2",
  "tile/0/x001",
  "tile/00/001",
  "tile/64/001",
  "tile/-1/001",
  "tile/0/001.p/0",
  "tile/0/001.p/256",
  "tile/0/001.p/01",
  "tile/0/001.p/",
  "tile/0/001.p",
  "tile/0/-01",
  "tile/0/000/",
  "/tile/0/000",
  "tile/entries",
  "tile/entry/000",
  "tile/0/000\n",
  "tile/0/x1/000",
  "tile/0/x010/x00/000",
  "tile/0/x999/x999/x999/x999/x999/999",
  "tile/8/000/data",
])("a path that tlog-tiles does not know is refused: %s", (path) => {
  expect(() => parseTilePath(path)).toThrow(expect.objectContaining({ code: "tile_path" }));
});

test.each([
  [-1, 0, 1],
  [64, 0, 1],
  [0, -1, 1],
  [0, 0, 0],
  [0, 0, 257],
  [0, 1.5, 1],
])("there is no tile %i %i %i", (level, index, width) => {
  expect(() => tilePath(level, index, width)).toThrow(TlogError);
});

test("entry bundles come back, and broken ones are refused", () => {
  const entries = [new Uint8Array(0), utf8("a"), new Uint8Array(65_535).fill(7)];
  const bundle = encodeEntryBundle(entries);
  expect(bundle.length).toBe(65_536 + 6);
  expect(decodeEntryBundle(bundle, 3)).toEqual(entries);
  const faults = [
    () => encodeEntryBundle([new Uint8Array(65_536)]),
    () => encodeEntryBundle([]),
    () => decodeEntryBundle(bundle, 2),
  ];
  faults.push(
    () => decodeEntryBundle(bundle.subarray(1)),
    () => decodeEntryBundle(bundle.subarray(0, 1)),
    () => decodeEntryBundle(new Uint8Array(0)),
  );
  for (const fault of faults) expect(fault).toThrow(expect.objectContaining({ code: "entry_bundle" }));
});

test("a prover gives the same inclusion proofs, whatever the order, and ranges that rebuild the root", async () => {
  for (const size of [1, 2, 3, 100, 255, 256, 257, 600, 65_793]) {
    const tiles = tilesOf(size);
    const root = toHex(await rootAt(tiles, size));
    const prover = openProver(tiles, size);
    const indexes = [0, 1, 255, 256, 299, size - 2, size - 1].filter((index) => index >= 0 && index < size);
    for (const index of [...indexes, ...indexes.reverse()])
      expect((await prover.inclusion(index)).map(toHex)).toEqual((await inclusionProof(tiles, index, size)).map(toHex));
    for (const from of indexes)
      for (const to of [...indexes, size].filter((end) => end > from)) {
        const outside = await prover.range(from, to);
        expect(toHex(rootFromRange(from, to, size, leaves.slice(from, to), outside))).toBe(root);
      }
    for (const [from, to] of [
      [0, 0],
      [1, 0],
      [0, size + 1],
      [-1, 1],
    ] as const)
      await expect(async () => prover.range(from, to)).rejects.toThrow("no range of leaves");
  }
});

test("a prover reads each tile once", async () => {
  const tiles = tilesOf(2_000);
  const prover = openProver(tiles, 2_000);
  for (let index = 0; index < 2_000; index++) await prover.inclusion(index);
  expect(tiles.reads.length).toBe(new Set(tiles.reads).size);
});
