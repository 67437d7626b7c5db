import type pg from "pg";
import { HASH_BYTES, TILE_WIDTH } from "./tiles.sql.ts";
import { AT, readLeafTiles, readRows, type TextRow } from "./verify-database.sql.ts";
import { checkRow, type RowCheck } from "./verify-database-row.ts";

/** A piece of a ledger: `from` is a multiple of 256, `edge` the hashes of the incomplete tile where the piece reaches it. */
export interface RangeTask {
  tenantId: string;
  from: number;
  to: number;
  edge?: Uint8Array;
}

/** A row that something is wrong with. Hashes are lower-case hex: `leaf` recomputed, `stored` in the row, `sealed` in the tile. */
export interface Finding extends RowCheck {
  seq: number;
  id: string;
  stored: string;
  sealed?: string;
  /** Another row has this seq too, and fits better. */
  surplus: boolean;
}

/** What came of one piece; it can be sent between threads. */
export interface RangeResult {
  from: number;
  to: number;
  /** One leaf hash a seq as the events give it; where a row is missing or unreadable, what the tile says. */
  leaves: Uint8Array;
  /** The same as the tiles say it; absent when that is no different. */
  sealed?: Uint8Array;
  rows: number;
  /** Half-open ranges of seq without a row. */
  missing: [from: number, to: number][];
  /** Indices of level-0 tiles that are not there. */
  missingTiles: number[];
  findings: Finding[];
}

/** What PostgreSQL has for a piece. */
export interface FetchedRange {
  rows: TextRow[];
  tiles: Map<number, Uint8Array>;
}

/** Reads rows and tiles of a piece, one after the other on the same connection. */
export async function fetchRange(client: pg.Client, { tenantId, from, to }: RangeTask): Promise<FetchedRange> {
  const tiles = await readLeafTiles(client, tenantId, from / TILE_WIDTH, Math.floor(to / TILE_WIDTH));
  return { tiles, rows: await readRows(client, tenantId, from, to) };
}

/** Checks the rows of a piece against themselves and against the level-0 tiles. */
export function judgeRange(task: RangeTask, { rows, tiles }: FetchedRange): RangeResult {
  const { from, to, tenantId } = task;
  const sealed = new Uint8Array((to - from) * HASH_BYTES);
  const result: RangeResult = {
    from,
    to,
    leaves: new Uint8Array((to - from) * HASH_BYTES),
    rows: rows.length,
    missing: [],
    missingTiles: [],
    findings: [],
  };
  const known = layTiles(task, tiles, sealed, result.missingTiles);
  const sealedHex = Buffer.from(sealed.buffer).toString("hex");
  let differs = false;
  let next = 0;
  for (let seq = from; seq < to; seq++) {
    const at = (seq - from) * HASH_BYTES;
    const first = next;
    while (next < rows.length && Number(rows[next]![AT.seq]) === seq) next++;
    const tileHash = known(seq) ? sealedHex.slice(2 * at, 2 * (at + HASH_BYTES)) : undefined;
    if (first === next) noteMissing(result.missing, seq);
    const leaf = judgeRows(rows.slice(first, next), seq, tenantId, tileHash, result.findings) ?? tileHash;
    if (leaf === undefined) continue;
    result.leaves.set(Buffer.from(leaf, "hex"), at);
    if (tileHash === undefined) sealed.set(result.leaves.subarray(at, at + HASH_BYTES), at);
    else if (leaf !== tileHash) differs = true;
  }
  if (differs) result.sealed = sealed;
  return result;
}

/** Puts the tiles' hashes in place; the answer says whether a seq has one. */
function layTiles(
  { from, to, edge }: RangeTask,
  tiles: Map<number, Uint8Array>,
  sealed: Uint8Array,
  missingTiles: number[],
): (seq: number) => boolean {
  const gaps = new Set<number>();
  for (let tile = from / TILE_WIDTH; tile * TILE_WIDTH < to; tile++) {
    const isFull = (tile + 1) * TILE_WIDTH <= to;
    const hashes = isFull ? tiles.get(tile) : edge;
    const width = (Math.min((tile + 1) * TILE_WIDTH, to) - tile * TILE_WIDTH) * HASH_BYTES;
    if (hashes && hashes.length >= width)
      sealed.set(hashes.subarray(0, width), (tile * TILE_WIDTH - from) * HASH_BYTES);
    else gaps.add(tile);
    if (isFull && !hashes) missingTiles.push(tile);
  }
  return (seq) => gaps.size === 0 || !gaps.has(Math.floor(seq / TILE_WIDTH));
}

function noteMissing(missing: [number, number][], seq: number): void {
  const last = missing.at(-1);
  if (last && last[1] === seq) last[1]++;
  else missing.push([seq, seq + 1]);
}

/** Checks the rows that have one seq, normally one; gives the leaf hash of the one that counts. */
function judgeRows(
  rows: TextRow[],
  seq: number,
  tenantId: string,
  sealed: string | undefined,
  findings: Finding[],
): string | undefined {
  const checked = rows.map((row) => ({ row, check: checkRow(row, tenantId) }));
  const main = checked.find(({ check }) => check.leaf === sealed) ?? checked[0];
  for (const one of checked) {
    const { row, check } = one;
    const stored = row[AT.leafHash]!.slice(2);
    const isSound = check.texts.length === 0 && check.leaf === stored && (sealed === undefined || sealed === stored);
    if (isSound && one === main) continue;
    findings.push({
      ...check,
      seq,
      id: row[AT.id]!,
      stored,
      ...(sealed === undefined ? {} : { sealed }),
      surplus: one !== main,
    });
  }
  return main?.check.leaf;
}
