import { hash, timingSafeEqual } from "node:crypto";
import { crc32 } from "node:zlib";
import { randomBase62, toBase62 } from "../ids.ts";

/** What a token is for: keys (ingest, provisioning, management, platform), the link of an invitation, the link to a new password. */
export const TOKEN_KINDS = ["ing", "prv", "mgt", "plt", "inv", "rst"] as const;
export type TokenKind = (typeof TOKEN_KINDS)[number];

const SHAPE = new RegExp(`^st_(${TOKEN_KINDS.join("|")})_([0-9A-Za-z]{12})_([0-9A-Za-z]{30})([0-9A-Za-z]{6})$`);
const ID_LENGTH = 12;
const SECRET_LENGTH = 30;
const CHECKSUM_LENGTH = 6;

export interface MintedToken {
  /** Public: what the row is found by. */
  id: string;
  /** Shown once and never stored. */
  token: string;
  /** SHA-256, 32 bytes: what the row keeps. */
  secretHash: Uint8Array;
}

function checksum(text: string): string {
  return toBase62(crc32(text), CHECKSUM_LENGTH);
}

export function hashSecret(secret: string): Buffer {
  return hash("sha256", secret, "buffer");
}

/**
 * A new token: `st_<kind>_<id>_<secret><checksum>`, 178 bits of secret, CRC-32 over what precedes in 6 base62 characters. `id` is given
 * where the row stays and only its secret changes.
 */
export function mintToken(kind: TokenKind, id: string = randomBase62(ID_LENGTH)): MintedToken {
  const secret = randomBase62(SECRET_LENGTH);
  const body = `st_${kind}_${id}_${secret}`;
  return { id, token: body + checksum(body), secretHash: hashSecret(secret) };
}

/** The parts of a token, or undefined when shape or checksum do not fit: a fake costs no query. */
export function readToken(token: string): { kind: TokenKind; id: string; secret: string } | undefined {
  const match = SHAPE.exec(token);
  if (!match) return undefined;
  if (checksum(token.slice(0, -CHECKSUM_LENGTH)) !== match[4]) return undefined;
  return { kind: match[1] as TokenKind, id: match[2]!, secret: match[3]! };
}

/** Compares in constant time. `secretHashHex` is lower-case hex of 32 bytes. */
export function secretFits(secret: string, secretHashHex: string): boolean {
  return hashFits(hashSecret(secret), secretHashHex);
}

/** The same for a hash that is known already. */
export function hashFits(secretHash: Uint8Array, secretHashHex: string): boolean {
  return timingSafeEqual(secretHash, Buffer.from(secretHashHex, "hex"));
}

const TOKEN_LIKE = new RegExp(`(st_(?:${TOKEN_KINDS.join("|")})_[0-9A-Za-z]{12}_)[0-9A-Za-z]+`, "g");
const DECODINGS_MAX = 4;

/** Whether a text holds a token, however often its characters are percent-encoded. */
export const holdsToken = (text: string): boolean => withoutTokens(text) !== text;

/**
 * The text with `…` in place of the secret of every token in it, for what is recorded or logged of a request. One with a token in
 * percent-encoding comes back decoded.
 */
export function withoutTokens(text: string): string {
  let plain = text;
  for (let i = 0; i <= DECODINGS_MAX; i++) {
    const safe = plain.includes("st_") ? plain.replace(TOKEN_LIKE, "$1…") : plain;
    if (safe !== plain) return safe;
    if (!plain.includes("%")) return text;
    // What is no encoding stays as it is: others in the same text may be one.
    plain = plain.replace(/(?:%[0-7][0-9a-f])+/gi, (octets) => decodeURIComponent(octets));
  }
  return text;
}
