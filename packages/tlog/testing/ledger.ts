import {
  type ApiRecord,
  formatCheckpoint,
  formatProof,
  formatVkey,
  frontierRoot,
  inclusionProof,
  partDigest,
  saltsOfRecord,
  sealEvent,
  signNote,
  splitEvent,
  toHex,
} from "../index.ts";
import { MemoryTiles } from "./memory-tiles.ts";
import { newSigner, type Random, randomEvent } from "./random.ts";

/** A whole ledger of generated events, signed by a fresh key. */
export interface LedgerInMemory {
  tenant: string;
  origin: string;
  vkey: string;
  records: ApiRecord[];
  checkpoint: string;
  proofOf(seq: number): Promise<string>;
}

/** Every fourth record has its actor masked, if it has any: the digest stands instead of the salt. */
function mask(record: ApiRecord): ApiRecord {
  const { actor } = splitEvent(record.event).parts;
  const { actor: salt, ...salts } = record.salts ?? {};
  if (record.seq % 4 !== 3 || actor === undefined || salt === undefined) return record;
  const digest = partDigest("actor", new Uint8Array(Buffer.from(salt, "base64url")), actor);
  return {
    ...record,
    salts,
    digests: { actor: digest },
    event: { ...record.event, actor: { type: record.event.actor.type } },
  };
}

export function ledgerInMemory(
  random: Random,
  size: number,
  tenant = "11111111-1111-4111-8111-111111111111",
  tenantOfEvents: string = tenant,
): LedgerInMemory {
  const tiles = new MemoryTiles();
  const records = Array.from({ length: size }, (_, seq) => {
    const event = randomEvent(random, tenantOfEvents);
    const { salts, leafHash } = sealEvent(event, random.bytes(64));
    tiles.append([leafHash]);
    return mask({ seq, event, salts: saltsOfRecord(salts, event), leaf_hash: toHex(leafHash) });
  });
  const origin = `log.example/tlog/${tenant}`;
  const signer = newSigner(origin);
  const checkpoint = signNote(formatCheckpoint({ origin, size, root: frontierRoot(tiles.frontier) }), [signer]);
  const proofOf = async (seq: number): Promise<string> =>
    formatProof({ index: seq, hashes: await inclusionProof(tiles, seq, size), checkpoint });
  return { tenant, origin, vkey: formatVkey(origin, signer.publicKey), records, checkpoint, proofOf };
}
