import { TlogError } from "./errors.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** UTF-8 of a text; throws `json_string` when it has a lone surrogate, which UTF-8 cannot express. */
export function utf8(text: string): Uint8Array {
  if (!text.isWellFormed())
    throw new TlogError("json_string", "a text has a lone surrogate, which UTF-8 cannot express");
  return encoder.encode(text);
}

/** Text of UTF-8 bytes; throws `utf8` when they are not valid UTF-8. A byte order mark is kept as it is. */
export function utf8Text(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new TlogError("utf8", "the bytes are not valid UTF-8", { cause });
  }
}

/** Whether two byte strings are equal; not in constant time, as nothing compared here is secret. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** The given byte strings one after another in a new array. */
export function concatBytes(...pieces: Uint8Array[]): Uint8Array {
  const out = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** Lower-case hexadecimal. */
export function toHex(bytes: Uint8Array): string {
  let out = "";
  for (let i = 0; i < bytes.length; i++) out += HEX[bytes[i]!];
  return out;
}

/** Bytes of lower-case hexadecimal, exactly `bytesExpected` of them if that is given; else throws `hex`. */
export function fromHex(text: string, bytesExpected?: number): Uint8Array {
  if (typeof text !== "string" || !/^(?:[0-9a-f]{2})*$/.test(text)) {
    throw new TlogError("hex", "expected lower-case hexadecimal with two digits a byte");
  }
  if (bytesExpected !== undefined && text.length !== 2 * bytesExpected) {
    throw new TlogError("hex", `expected ${bytesExpected} bytes in hexadecimal, found ${text.length / 2}`);
  }
  return Uint8Array.from({ length: text.length / 2 }, (_, i) => Number.parseInt(text.slice(2 * i, 2 * i + 2), 16));
}

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const STANDARD = `${LETTERS}+/`;
const URL_SAFE = `${LETTERS}-_`;

/** The ASCII codes of the base64url alphabet, in order. */
export const BASE64URL_CODES: Uint8Array = encoder.encode(URL_SAFE);

function encode64(bytes: Uint8Array, alphabet: string, pad: string): string {
  let out = "";
  let i = 0;
  for (; i + 2 < bytes.length; i += 3) {
    const n = (bytes[i]! << 16) | (bytes[i + 1]! << 8) | bytes[i + 2]!;
    out += alphabet[n >> 18]! + alphabet[(n >> 12) & 63]! + alphabet[(n >> 6) & 63]! + alphabet[n & 63]!;
  }
  const left = bytes.length - i;
  if (left === 1) out += alphabet[bytes[i]! >> 2]! + alphabet[(bytes[i]! & 3) << 4]! + pad + pad;
  if (left === 2) {
    const n = (bytes[i]! << 8) | bytes[i + 1]!;
    out += alphabet[n >> 10]! + alphabet[(n >> 4) & 63]! + alphabet[(n & 15) << 2]! + pad;
  }
  return out;
}

function decode64(text: string, values: Int8Array): Uint8Array | undefined {
  const left = text.length % 4;
  if (left === 1) return undefined;
  const out = new Uint8Array(Math.floor((text.length * 3) / 4));
  let bits = 0;
  let bitCount = 0;
  let at = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const value = code < 128 ? values[code]! : -1;
    if (value < 0) return undefined;
    bits = ((bits << 6) | value) & 0xffff;
    bitCount += 6;
    if (bitCount >= 8) {
      bitCount -= 8;
      out[at++] = bits >> bitCount;
    }
  }
  return (bits & ((1 << bitCount) - 1)) === 0 ? out : undefined;
}

function valuesOf(alphabet: string): Int8Array {
  const values = new Int8Array(128).fill(-1);
  for (let i = 0; i < 64; i++) values[alphabet.charCodeAt(i)] = i;
  return values;
}

const STANDARD_VALUES = valuesOf(STANDARD);
const URL_SAFE_VALUES = valuesOf(URL_SAFE);

function checkedLength(bytes: Uint8Array | undefined, form: string, bytesExpected: number | undefined): Uint8Array {
  if (bytes === undefined) throw new TlogError("base64", `expected canonical ${form}`);
  if (bytesExpected !== undefined && bytes.length !== bytesExpected) {
    throw new TlogError("base64", `expected ${bytesExpected} bytes in ${form}, found ${bytes.length}`);
  }
  return bytes;
}

/** Standard base64 with padding (RFC 4648 section 4). */
export function toBase64(bytes: Uint8Array): string {
  return encode64(bytes, STANDARD, "=");
}

/**
 * Bytes of standard base64 with padding, exactly `bytesExpected` of them if that is given. Throws `base64` on any other
 * spelling: missing padding, white space, the URL alphabet, or unused bits that are not zero (RFC 4648 section 3.5).
 */
export function fromBase64(text: string, bytesExpected?: number): Uint8Array {
  const padding = typeof text === "string" && text.length % 4 === 0 ? /={0,2}$/.exec(text)![0].length : -1;
  const bytes = padding < 0 ? undefined : decode64(text.slice(0, text.length - padding), STANDARD_VALUES);
  const canonical = bytes !== undefined && (3 - (bytes.length % 3)) % 3 === padding ? bytes : undefined;
  return checkedLength(canonical, "standard base64 with padding", bytesExpected);
}

/** base64url without padding (RFC 4648 section 5). */
export function toBase64Url(bytes: Uint8Array): string {
  return encode64(bytes, URL_SAFE, "");
}

/** Bytes of base64url without padding, exactly `bytesExpected` of them if that is given; any other spelling throws `base64`. */
export function fromBase64Url(text: string, bytesExpected?: number): Uint8Array {
  const bytes = typeof text === "string" ? decode64(text, URL_SAFE_VALUES) : undefined;
  return checkedLength(bytes, "base64url without padding", bytesExpected);
}
