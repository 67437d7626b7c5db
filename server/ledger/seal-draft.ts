import { randomFillSync } from "node:crypto";
import { type SealedEvent, sealEvent } from "#tlog";
import { uuidv7 } from "../ids.ts";
import { deriveColumns, type EventColumns } from "./columns.ts";

/** An event that keeps the rules of event.md, before it has an id, a stamp and a ledger. */
export type LedgerDraft = Omit<SealedEvent, "v" | "id" | "tenant" | "key" | "received_at">;

/** One event on its way into the ledger. */
export interface AppendItem {
  draft: LedgerDraft;
  /** Public id of the key that brought it in, or `sealtrail` for trail events. */
  keyId: string;
  /** Milliseconds since 1970. Given only where history is loaded; else the moment of sealing. */
  receivedAtMs?: number;
  /** HMACs of the external id and of the event as sent; both or neither. */
  external?: { mac: Uint8Array; requestMac: Uint8Array };
}

/** An event with its id, stamp, seal and columns: everything `ledger_append` takes but the seq. */
export interface SealedItem {
  id: string;
  receivedAtMs: number;
  columns: EventColumns;
  body: string;
  /** 64 bytes: actor, targets, context, content; zeros where the part is absent. */
  salts: Uint8Array;
  /** 32 bytes. */
  leafHash: Uint8Array;
}

const SALT_BYTES = 64;
const saltPool = new Uint8Array(SALT_BYTES * 256);
let saltUsed = saltPool.length;

function freshSalts(): Uint8Array {
  if (saltUsed === saltPool.length) {
    randomFillSync(saltPool);
    saltUsed = 0;
  }
  saltUsed += SALT_BYTES;
  return saltPool.slice(saltUsed - SALT_BYTES, saltUsed);
}

/** Stamps and seals a draft (event.md, "Seal"): a new id, new salts, `received_at` = nowMs to the millisecond. About 20 µs. */
export function sealDraft(tenantId: string, item: AppendItem, nowMs: number): SealedItem {
  const receivedAtMs = item.receivedAtMs ?? nowMs;
  const id = uuidv7(receivedAtMs);
  const event = {
    v: 1,
    id,
    tenant: tenantId,
    key: item.keyId,
    received_at: new Date(receivedAtMs).toISOString(),
    ...item.draft,
  } satisfies SealedEvent as SealedEvent;
  const { body, salts, leafHash } = sealEvent(event, freshSalts());
  return { id, receivedAtMs, columns: deriveColumns(event), body, salts, leafHash };
}
