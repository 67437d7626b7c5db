import { leafBytes, PARTS, type PartName, SALT_BYTES, type SealedEvent, saltsOfRecord } from "#tlog";
import { AppError } from "../errors.ts";
import { uuidTime } from "../ids.ts";
import type { RunSql } from "../ledger/index.ts";

/** A row of `event` as far as a record needs it. */
export interface EventRow {
  seq: bigint | string;
  body: string;
  salts: Uint8Array;
  digests: Partial<Record<PartName, string>> | null;
  leaf_hash: Uint8Array;
}

/** An event with what is needed to recompute its leaf (api.md, `GET /events/{id}`). */
export interface EventRecord {
  seq: number;
  event: SealedEvent;
  salts: Partial<Record<PartName, string>>;
  digests?: Partial<Record<PartName, string>>;
  leaf_hash: string;
}

/** The row of an event by id; AppError `not_found` in the same words for unknown, malformed and foreign ids. The id's time gives the partition, then the primary key. */
export async function findEventRow(run: RunSql, tenantId: string, id: string): Promise<EventRow> {
  const receivedAt = uuidTime(id);
  const rows = receivedAt
    ? await run<EventRow>(
        "SELECT seq, body, salts, digests, leaf_hash FROM event WHERE tenant_id = $1::uuid AND received_at = $2::timestamptz AND id = $3::uuid",
        [tenantId, receivedAt, id],
      )
    : [];
  if (!rows[0]) throw new AppError("not_found", "There is no such event.");
  return rows[0];
}

export function toRecord(row: EventRow): EventRecord {
  const event = JSON.parse(row.body) as SealedEvent;
  return {
    seq: Number(row.seq),
    event,
    salts: saltsOfRecord(row.salts, event),
    ...(row.digests ? { digests: row.digests } : {}),
    leaf_hash: Buffer.from(row.leaf_hash).toString("hex"),
  };
}

/** The leaf bytes of a stored event, as the entry tiles serve them. */
export function leafBytesOf(row: EventRow): Uint8Array {
  const event = JSON.parse(row.body) as SealedEvent;
  const salts: Partial<Record<PartName, Uint8Array>> = {};
  PARTS.forEach((part, i) => {
    const salt = row.salts.subarray(i * SALT_BYTES, (i + 1) * SALT_BYTES);
    if (salt.some((byte) => byte !== 0)) salts[part] = salt;
  });
  return leafBytes(event, salts, row.digests ?? undefined);
}
