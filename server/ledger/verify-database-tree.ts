import { appendLeaves, emptyFrontier, equalBytes, type Frontier, type FullTile, frontierRoot } from "#tlog";
import { HASH_BYTES } from "./tiles.sql.ts";
import type { RangeResult } from "./verify-database-range.ts";

/** Which of the two trees has a root: the one over what the events give, the one over what the tiles say, both, or neither. */
export interface RootMatch {
  events: boolean;
  tiles: boolean;
}

/**
 * The tree of a ledger rebuilt twice: over the leaves that the events give and over those in the level-0 tiles. They are one until
 * they differ; then signed roots tell which of the two was changed.
 */
export interface RebuiltTree {
  size(): number;
  /** Grows to `size`, which lies in the piece. */
  grow(piece: RangeResult, size: number): void;
  matches(root: Uint8Array): RootMatch;
  /** Hashes of the incomplete tile at a level, for both trees. */
  edges(level: number): [events: Uint8Array, tiles: Uint8Array];
  levels(): number;
  /** Full tiles above level 0 as either tree has them, by `level/index`. */
  upperTiles: Map<string, Uint8Array[]>;
  root(): Uint8Array;
}

const NOTHING = new Uint8Array(0);

export function rebuildTree(): RebuiltTree {
  const upperTiles = new Map<string, Uint8Array[]>();
  let events: Frontier = emptyFrontier();
  let tiles: Frontier = events;

  const keep = (fullTiles: FullTile[]) => {
    for (const { level, index, hashes } of fullTiles) {
      if (level === 0) continue;
      const key = `${level}/${index}`;
      upperTiles.set(key, [...(upperTiles.get(key) ?? []), hashes]);
    }
  };

  return {
    size: () => events.size,
    grow(piece, size) {
      const from = (events.size - piece.from) * HASH_BYTES;
      const to = (size - piece.from) * HASH_BYTES;
      if (from >= to) return;
      const before = events;
      const grown = appendLeaves(before, piece.leaves.subarray(from, to));
      keep(grown.fullTiles);
      events = grown.frontier;
      if (tiles === before && !piece.sealed) tiles = events;
      else {
        const other = appendLeaves(tiles, (piece.sealed ?? piece.leaves).subarray(from, to));
        keep(other.fullTiles);
        tiles = other.frontier;
      }
    },
    matches(root) {
      const ofEvents = equalBytes(frontierRoot(events), root);
      return { events: ofEvents, tiles: tiles === events ? ofEvents : equalBytes(frontierRoot(tiles), root) };
    },
    edges: (level) => [events.edge[level] ?? NOTHING, tiles.edge[level] ?? NOTHING],
    levels: () => events.edge.length,
    upperTiles,
    root: () => frontierRoot(events),
  };
}
