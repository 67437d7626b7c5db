import { hash, timingSafeEqual } from "node:crypto";
import { crc32 } from "node:zlib";
import type { KeyKind } from "../access/index.ts";
import { randomBase62, toBase62 } from "../ids.ts";

const KIND_CODES: Record<KeyKind, string> = {
  ingest: "ing",
  provisioning: "prv",
  management: "mgt",
  "platform-ingest": "plt",
};
const SHAPE = /^st_(ing|prv|mgt|plt)_([0-9A-Za-z]{12})_([0-9A-Za-z]{30})([0-9A-Za-z]{6})$/;
const ID_LENGTH = 12;
const SECRET_LENGTH = 30;
const CHECKSUM_LENGTH = 6;

export interface MintedKey {
  id: string;
  /** Shown once and never stored. */
  token: string;
  secretHash: Uint8Array;
}

function checksum(text: string): string {
  return toBase62(crc32(text), CHECKSUM_LENGTH);
}

export function hashSecret(secret: string): Buffer {
  return hash("sha256", secret, "buffer");
}

/** A new key: `st_<kind>_<id>_<secret><checksum>`, 178 bits of secret, CRC-32 over what precedes in 6 base62 characters. */
export function mintKey(kind: KeyKind): MintedKey {
  const id = randomBase62(ID_LENGTH);
  const secret = randomBase62(SECRET_LENGTH);
  const body = `st_${KIND_CODES[kind]}_${id}_${secret}`;
  return { id, token: body + checksum(body), secretHash: hashSecret(secret) };
}

/** The parts of a token, or undefined when shape or checksum do not fit: a fake costs no query. */
export function readToken(token: string): { id: string; secret: string; kind: KeyKind } | undefined {
  const match = SHAPE.exec(token);
  if (!match) return undefined;
  if (checksum(token.slice(0, -CHECKSUM_LENGTH)) !== match[4]) return undefined;
  const kind = (Object.keys(KIND_CODES) as KeyKind[]).find((name) => KIND_CODES[name] === match[1])!;
  return { id: match[2]!, secret: match[3]!, kind };
}

/** Compares in constant time. */
export function secretFits(secret: string, secretHashHex: string): boolean {
  return timingSafeEqual(hashSecret(secret), Buffer.from(secretHashHex, "hex"));
}
