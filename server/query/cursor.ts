import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { AppError } from "../errors.ts";
import { mac, macKey } from "../macs.ts";

/** Where a page ended: the sort key of its last row. */
export interface Position {
  occurredAtMs: number;
  seq: number;
}

const IV_BYTES = 12;
const TAG_BYTES = 16;
const POSITION_BYTES = 16;

function refuse(): never {
  throw new AppError("invalid", "The cursor does not belong to this list: start again without one.", {
    fields: [{ path: "cursor", message: "is not a cursor of this list" }],
  });
}

/**
 * A cursor is AES-256-GCM over the position, with the tenant and everything that makes the list (query, range, order) as additional data:
 * it opens for the same list only and tells nothing. base64url.
 */
export function sealCursor(list: string[], position: Position): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", macKey("cursor"), iv);
  cipher.setAAD(mac("cursor", ...list));
  const plain = Buffer.alloc(POSITION_BYTES);
  plain.writeBigInt64BE(BigInt(position.occurredAtMs), 0);
  plain.writeBigInt64BE(BigInt(position.seq), 8);
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([iv, sealed, cipher.getAuthTag()]).toString("base64url");
}

/** The position in a cursor; AppError `invalid` for one of another tenant or list, an altered or a malformed one, in the same words. */
export function openCursor(list: string[], cursor: string): Position {
  if (!/^[A-Za-z0-9_-]+$/.test(cursor)) refuse();
  const bytes = Buffer.from(cursor, "base64url");
  if (bytes.length !== IV_BYTES + POSITION_BYTES + TAG_BYTES) refuse();
  const decipher = createDecipheriv("aes-256-gcm", macKey("cursor"), bytes.subarray(0, IV_BYTES));
  decipher.setAAD(mac("cursor", ...list));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    const plain = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]);
    return { occurredAtMs: Number(plain.readBigInt64BE(0)), seq: Number(plain.readBigInt64BE(8)) };
  } catch {
    return refuse();
  }
}
