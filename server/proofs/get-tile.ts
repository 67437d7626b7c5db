import { encodeEntryBundle, parseTilePath, TILE_WIDTH } from "#tlog";
import { countUse, inTenant, type TenantContext, type TenantTransaction } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { readLeaves } from "../events/index.ts";
import { withinRows } from "../keys/index.ts";
import { latestCheckpoint, readHead, tileReader } from "../ledger/index.ts";

export interface Tile {
  bytes: Uint8Array;
  /** A full tile never changes. */
  immutable: boolean;
}

const missing = () => new AppError("not_found", "There is no such tile.");

/**
 * The tile at a C2SP tlog-tiles path (`tile/<L>/<N>[.p/<W>]`, `tile/entries/<N>[.p/<W>]`), as far as a signed checkpoint covers it. The
 * first of a caller is recorded, then one event a minute with exact counts.
 */
export async function getTile(context: TenantContext, path: string): Promise<Tile> {
  let place: ReturnType<typeof parseTilePath>;
  try {
    place = parseTilePath(path);
  } catch {
    throw missing();
  }
  const entries = place.level === "entries";
  const level = place.level === "entries" ? 0 : place.level;
  const read = () =>
    inTenant(context, entries ? "tiles.entries" : "proofs.read", async (tx) => {
      const head = await readHead(tx.run, tx.tenantId);
      const signed = (await latestCheckpoint(tx.run, tx.tenantId, head.epoch))?.size ?? 0;
      const available = Math.floor(signed / TILE_WIDTH ** level) - place.index * TILE_WIDTH;
      if (place.width > available) throw missing();
      const bytes = entries
        ? await entryBundle(tx, context, place.index, place.width)
        : await tileReader(tx.run, head).readTile(level, place.index, place.width);
      const use = {
        opened: "tiles.read",
        continued: "tiles.continued",
        mark: "tiles",
        details: { metadata: { path } },
      } as const;
      await countUse(tx, context, use, { requests: 1, rows: entries ? place.width : 0 });
      return { bytes, immutable: place.width === TILE_WIDTH };
    });
  if (!entries) return read();
  // A bundle is whole or nothing.
  return withinRows(
    context,
    place.width,
    (granted) => (granted < place.width ? refuseShort(granted) : read()),
    () => place.width,
  );
}

async function refuseShort(granted: number): Promise<never> {
  throw new AppError(
    "rate_limited",
    `This key may read ${granted} more rows today, fewer than the bundle has: come again after midnight UTC.`,
    {
      retryAfterS: 3_600,
      reason: "rows a day",
    },
  );
}

async function entryBundle(
  tx: TenantTransaction,
  context: TenantContext,
  index: number,
  width: number,
): Promise<Uint8Array> {
  const leaves = await readLeaves(tx, context, index * TILE_WIDTH, width);
  if (leaves.length !== width) throw missing();
  return encodeEntryBundle(leaves);
}
