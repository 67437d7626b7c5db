import { leafBytes, PARTS, type PartName, SALT_BYTES, type SealedEvent, saltsOfRecord } from "#tlog";

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
  /** Digests of the parts that are erased, or not shown whole. */
  digests?: Partial<Record<PartName, string>>;
  leaf_hash: string;
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
