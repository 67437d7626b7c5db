import { hash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type pg from "pg";
import { leafBytesOf } from "#server/events/index.ts";
import { deriveColumns, type EventColumns } from "#server/ledger/index.ts";
import {
  appendLeaves,
  consistencyProof,
  emptyFrontier,
  equalBytes,
  type Frontier,
  hashLeaf,
  openCheckpoint,
  rootAt,
  type SealedEvent,
  type TileReader,
  toHex,
  useSha256,
  verifyConsistency,
} from "#tlog";
import { type DatabaseUrls, withClient } from "./database-server.ts";

useSha256((bytes) => hash("sha256", bytes, "buffer"));

/** A row of `event` as the superuser reads it. */
export interface StoredEvent {
  seq: string;
  id: string;
  received_at: Date;
  body: string;
  salts: Buffer;
  digests: null;
  leaf_hash: Buffer;
  columns: Record<string, unknown>;
}

const COLUMNS = `jsonb_build_object('occurredAtMs', round(extract(epoch FROM occurred_at) * 1000), 'keyId', key_id, 'action', action, 'category', category, 'crud', crud,
  'outcome', outcome, 'severity', severity, 'authMethod', auth_method, 'actorType', actor_type, 'actorId', actor_id, 'targetType', target_type,
  'targetId', target_id, 'ip', host(ip), 'country', country, 'via', via, 'environment', environment, 'sessionId', session_id, 'origin', origin) AS columns`;
const PAGE_EVENTS = 5_000;

export async function readRows(urls: DatabaseUrls, tenantId: string, from: number, to: number): Promise<StoredEvent[]> {
  return withClient(urls.superuser, (client) => readPage(client, tenantId, from, to));
}

async function readPage(client: pg.Client, tenantId: string, from: number, to: number): Promise<StoredEvent[]> {
  const { rows } = await client.query<StoredEvent>(
    `SELECT seq, id, received_at, body, salts, digests, leaf_hash, ${COLUMNS} FROM event WHERE tenant_id = $1 AND seq >= $2 AND seq < $3 ORDER BY seq`,
    [tenantId, from, to],
  );
  return rows;
}

/**
 * Everything that is wrong with a ledger, from first principles: seq without gap or repetition, each leaf and each column recomputed from
 * the body, tiles and frontier rebuilt from the leaves, every checkpoint's root and signature, and each a prefix of the next.
 */
export async function ledgerFaults(urls: DatabaseUrls, tenantId: string, vkey?: string): Promise<string[]> {
  return withClient(urls.superuser, async (client) => {
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    const faults: string[] = [];
    const { rows: heads } = await client.query("SELECT size, frontier FROM ledger WHERE tenant_id = $1", [tenantId]);
    if (!heads[0]) return ["there is no ledger"];
    const size = Number(heads[0].size);
    const tree = await rebuild(client, tenantId, size, faults);
    if (tree.frontier.size !== size) faults.push(`the ledger says ${size} events, there are ${tree.frontier.size}`);
    if (!isDeepStrictEqual(usedLevels(heads[0].frontier ?? []), usedLevels(tree.frontier.edge)))
      faults.push("the frontier is not that of the leaves");
    await compareTiles(client, tenantId, tree.tiles, faults);
    if (tree.frontier.size === size) await checkCheckpoints(client, tenantId, size, tree, vkey, faults);
    return faults;
  });
}

/** Levels of a right edge in hex, without the empty ones above the highest in use. */
function usedLevels(edge: readonly Uint8Array[]): string[] {
  const levels = edge.map(toHex);
  while (levels.at(-1) === "") levels.pop();
  return levels;
}

interface Tree {
  frontier: Frontier;
  /** Hashes of full tiles by `level/index`. */
  tiles: Map<string, Uint8Array>;
}

async function rebuild(client: pg.Client, tenantId: string, size: number, faults: string[]): Promise<Tree> {
  const tree: Tree = { frontier: emptyFrontier(), tiles: new Map() };
  const ids = new Set<string>();
  let expected = 0;
  let highestMs = 0;
  for (let from = 0; from < size + PAGE_EVENTS; from += PAGE_EVENTS) {
    const page = await readPage(client, tenantId, from, from + PAGE_EVENTS);
    for (const row of page) {
      const seq = Number(row.seq);
      if (seq !== expected) faults.push(`seq ${expected} is missing or twice: found ${seq}`);
      expected = seq + 1;
      if (ids.has(row.id)) faults.push(`seq ${seq}: its id is there twice`);
      ids.add(row.id);
      if (row.received_at.getTime() < highestMs - 1_000)
        faults.push(`seq ${seq}: received_at steps back by over a second`);
      highestMs = Math.max(highestMs, row.received_at.getTime());
      checkRow(row, faults);
    }
    const grown = appendLeaves(
      tree.frontier,
      page.map((row) => row.leaf_hash),
    );
    tree.frontier = grown.frontier;
    for (const tile of grown.fullTiles) tree.tiles.set(`${tile.level}/${tile.index}`, tile.hashes);
  }
  return tree;
}

function checkRow(row: StoredEvent, faults: string[]): void {
  const event = JSON.parse(row.body) as SealedEvent;
  if (!equalBytes(hashLeaf(leafBytesOf(row)), row.leaf_hash))
    faults.push(`seq ${row.seq}: the leaf hash is not the body's`);
  if (event.id !== row.id) faults.push(`seq ${row.seq}: the id is not the body's`);
  if (Date.parse(event.received_at) !== row.received_at.getTime())
    faults.push(`seq ${row.seq}: received_at is not the body's`);
  const derived: EventColumns = deriveColumns(event);
  if (!isDeepStrictEqual({ ...derived }, { ...row.columns }))
    faults.push(`seq ${row.seq}: the columns are not the body's`);
}

async function compareTiles(
  client: pg.Client,
  tenantId: string,
  tiles: Tree["tiles"],
  faults: string[],
): Promise<void> {
  const { rows } = await client.query("SELECT level, index, hashes FROM tile WHERE tenant_id = $1", [tenantId]);
  for (const row of rows) {
    const tile = tiles.get(`${row.level}/${row.index}`);
    if (!tile) faults.push(`tile ${row.level}/${row.index} should not be there`);
    else if (!equalBytes(tile, row.hashes)) faults.push(`tile ${row.level}/${row.index} is not that of the leaves`);
  }
  if (rows.length !== tiles.size) faults.push(`${rows.length} tiles are stored, ${tiles.size} are full`);
}

async function checkCheckpoints(
  client: pg.Client,
  tenantId: string,
  size: number,
  tree: Tree,
  vkey: string | undefined,
  faults: string[],
): Promise<void> {
  const { rows } = await client.query("SELECT size, root, note FROM checkpoint WHERE tenant_id = $1 ORDER BY size", [
    tenantId,
  ]);
  const reader = readerOf(tree);
  let last: { size: number; root: Uint8Array } | undefined;
  for (const row of rows) {
    const at = Number(row.size);
    if (at > size) {
      faults.push(`a checkpoint of ${at} events was signed, the ledger has ${size}`);
      continue;
    }
    if (!equalBytes(await rootAt(reader, at), row.root))
      faults.push(`the checkpoint of ${at} has another root than the leaves`);
    if (vkey) {
      const signed = openCheckpoint(row.note, vkey);
      if (signed.size !== at || !equalBytes(signed.root, row.root))
        faults.push(`the note of ${at} says something else`);
    }
    if (last) {
      const proof = await consistencyProof(reader, last.size, at);
      if (!verifyConsistency(last.size, last.root, at, row.root, proof))
        faults.push(`the checkpoint of ${last.size} is not a prefix of that of ${at}`);
    }
    last = { size: at, root: row.root };
  }
}

function readerOf({ frontier, tiles }: Tree): TileReader {
  return {
    async readTile(level, index, width) {
      const hashes = tiles.get(`${level}/${index}`) ?? frontier.edge[level];
      if (!hashes || hashes.length < width * 32) throw new Error(`there is no tile ${level}/${index} of ${width}`);
      return hashes.subarray(0, width * 32);
    },
  };
}
