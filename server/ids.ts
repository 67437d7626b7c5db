import { randomBytes, randomFillSync } from "node:crypto";

const pool = Buffer.allocUnsafe(4096);
let used = pool.length;

function random(count: number): Buffer {
  if (used + count > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += count;
  return pool.subarray(used - count, used);
}

/** UUIDv7 (RFC 9562, section 5.7) as lower-case text; its first 48 bits are `atMs`, milliseconds since 1970. */
export function uuidv7(atMs: number): string {
  const time = atMs.toString(16).padStart(12, "0");
  const tail = random(10);
  tail[0] = (tail[0]! & 0x0f) | 0x70;
  tail[2] = (tail[2]! & 0x3f) | 0x80;
  const hex = tail.toString("hex");
  return `${time.slice(0, 8)}-${time.slice(8)}-${hex.slice(0, 4)}-${hex.slice(4, 8)}-${hex.slice(8)}`;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether PostgreSQL takes the text for a uuid. */
export const isUuid = (text: string): boolean => UUID.test(text);

const UUID_V7 = /^([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** The time in a UUIDv7, or undefined for any other text. */
export function uuidTime(id: string): Date | undefined {
  const match = UUID_V7.exec(id);
  return match ? new Date(Number.parseInt(`${match[1]}${match[2]}`, 16)) : undefined;
}

const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** `length` characters of base62, each drawn evenly (5.95 bits a character). */
export function randomBase62(length: number): string {
  let text = "";
  while (text.length < length) {
    for (const byte of randomBytes(length)) {
      if (byte < 248 && text.length < length) text += BASE62[byte % 62];
    }
  }
  return text;
}

/** `value` in base62, padded with zeros to `length`. */
export function toBase62(value: number, length: number): string {
  let text = "";
  for (let rest = value; text.length < length; rest = Math.floor(rest / 62)) text = BASE62[rest % 62] + text;
  return text;
}
