import { appendLeaves, emptyFrontier, type Frontier, type TileReader } from "../index.ts";

/** A tree in memory as the ledger keeps it: full tiles and a frontier. Counts the reads of each tile. */
export class MemoryTiles implements TileReader {
  frontier: Frontier = emptyFrontier();
  readonly reads: string[] = [];
  readonly #full = new Map<string, Uint8Array>();

  append(leaves: readonly Uint8Array[]): void {
    const { frontier, fullTiles } = appendLeaves(this.frontier, leaves);
    for (const { level, index, hashes } of fullTiles) {
      const key = `${level}/${index}`;
      if (this.#full.has(key) || hashes.length !== 8192) throw new Error(`tile ${key} was filled twice or is not full`);
      this.#full.set(key, hashes);
    }
    this.frontier = frontier;
  }

  get fullCount(): number {
    return this.#full.size;
  }

  readTile(level: number, index: number, width: number): Uint8Array {
    this.reads.push(`${level}/${index}.${width}`);
    const tile = this.#full.get(`${level}/${index}`) ?? this.frontier.edge[level];
    if (tile === undefined || tile.length < width * 32) throw new Error(`tile ${level}/${index} has no width ${width}`);
    return width % 2 === 0 ? tile : tile.slice(0, width * 32);
  }
}
