import { createHmac } from "node:crypto";
import { deriveMacKey } from "./ledger/index.ts";

const KEY = Symbol.for("sealtrail.macs");
const holder = globalThis as { [KEY]?: Map<string, Uint8Array> };
const USES = [
  "external-id",
  "event-as-sent",
  "idempotency-key",
  "request-body",
  "sign-in",
  "cursor",
  "second-factor",
  "recovery-code",
  "export-link",
  "channel-secret",
] as const;
export type MacUse = (typeof USES)[number];

/** Derives the keys of all uses from the master key; once a process. */
export function setMacKeys(masterKey: Uint8Array): void {
  holder[KEY] = new Map(USES.map((use) => [use, deriveMacKey(masterKey, use)]));
}

/** The 32-byte key of one use. */
export function macKey(use: MacUse): Uint8Array {
  const key = holder[KEY]?.get(use);
  if (!key) throw new Error("the MAC keys are not set: openRuntime sets them");
  return key;
}

/** HMAC-SHA256 over the pieces, each preceded by its length, so that no two lists of pieces look alike. */
export function mac(use: MacUse, ...pieces: (string | Uint8Array)[]): Buffer {
  const hmac = createHmac("sha256", macKey(use));
  for (const piece of pieces) {
    hmac.update(`${Buffer.byteLength(piece)}:`);
    hmac.update(piece);
  }
  return hmac.digest();
}
