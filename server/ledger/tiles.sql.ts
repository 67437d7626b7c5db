import type { TileReader } from "#tlog";
import { AppError } from "../errors.ts";

/** Runs one statement with the tenant of the transaction set; rows as objects. */
export type RunSql = <Row>(text: string, values: unknown[]) => Promise<Row[]>;

export interface LedgerHead {
  tenantId: string;
  epoch: number;
  origin: string;
  /** Number of events; the next seq. */
  size: number;
  /** Per level, the hashes of the incomplete tile, concatenated. */
  frontier: Uint8Array[];
}

export const HASH_BYTES = 32;
export const TILE_WIDTH = 256;

/** The ledger row of the tenant. Primary key look-up; takes no lock. */
export async function readHead(run: RunSql, tenantId: string): Promise<LedgerHead> {
  const rows = await run<{ epoch: number; origin: string; size: string | bigint; frontier: Uint8Array[] | null }>(
    "SELECT epoch, origin, size, frontier FROM ledger WHERE tenant_id = $1::uuid",
    [tenantId],
  );
  const row = rows[0];
  if (!row) throw new AppError("not_found", "There is no such ledger.");
  return { tenantId, epoch: row.epoch, origin: row.origin, size: Number(row.size), frontier: row.frontier ?? [] };
}

/**
 * Tiles of one ledger as of `head` (read before): the incomplete ones come from the head, the full ones from `tile` by primary key.
 * A tile that filled up after the head was read is still served, as the part of it that the head knew.
 */
export function tileReader(run: RunSql, head: LedgerHead): TileReader {
  return {
    async readTile(level, index, width) {
      const edge = head.frontier[level];
      const known = Math.floor(head.size / TILE_WIDTH ** (level + 1));
      if (index === known && edge && edge.length >= width * HASH_BYTES) return edge.subarray(0, width * HASH_BYTES);
      const rows = await run<{ hashes: Uint8Array }>(
        "SELECT hashes FROM tile WHERE tenant_id = $1::uuid AND level = $2::int AND index = $3::bigint",
        [head.tenantId, level, index],
      );
      const hashes = rows[0]?.hashes;
      if (!hashes || index > known) throw new AppError("not_found", "There is no such tile.");
      return hashes.subarray(0, width * HASH_BYTES);
    },
  };
}

export interface StoredCheckpoint {
  size: number;
  root: Uint8Array;
  note: string;
  signedAt: Date;
}

/** The newest checkpoint of the epoch, or undefined. Primary key, backwards. */
export async function latestCheckpoint(
  run: RunSql,
  tenantId: string,
  epoch: number,
): Promise<StoredCheckpoint | undefined> {
  const rows = await run<{ size: string | bigint; root: Uint8Array; note: string; signed_at: Date }>(
    "SELECT size, root, note, signed_at FROM checkpoint WHERE tenant_id = $1::uuid AND epoch = $2::int ORDER BY size DESC LIMIT 1",
    [tenantId, epoch],
  );
  const row = rows[0];
  return row && { size: Number(row.size), root: row.root, note: row.note, signedAt: row.signed_at };
}
