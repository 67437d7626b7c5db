import { TlogError } from "./errors.ts";
import { INITIAL_STATE, ROUND_CONSTANTS } from "./sha-constants.ts";

const K = Int32Array.from(ROUND_CONSTANTS.slice(0, 64), (k) => Number(BigInt.asIntN(32, k >> 32n)));
const H0 = Int32Array.from(INITIAL_STATE, (h) => Number(BigInt.asIntN(32, h >> 32n)));
const schedule = new Int32Array(64);
const state = new Int32Array(8);
const tail = new Uint8Array(128);

function compress(bytes: Uint8Array, start: number): void {
  const w = schedule;
  for (let i = 0, at = start; i < 16; i++, at += 4) {
    w[i] = (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
  }
  for (let i = 16; i < 64; i++) {
    const x = w[i - 15]!;
    const y = w[i - 2]!;
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    w[i] = (w[i - 16]! + s0 + w[i - 7]! + s1) | 0;
  }
  let a = state[0]!;
  let b = state[1]!;
  let c = state[2]!;
  let d = state[3]!;
  let e = state[4]!;
  let f = state[5]!;
  let g = state[6]!;
  let h = state[7]!;
  for (let i = 0; i < 64; i++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + (g ^ (e & (f ^ g))) + K[i]! + w[i]!) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) | (c & (a | b)))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  state[0] = (state[0]! + a) | 0;
  state[1] = (state[1]! + b) | 0;
  state[2] = (state[2]! + c) | 0;
  state[3] = (state[3]! + d) | 0;
  state[4] = (state[4]! + e) | 0;
  state[5] = (state[5]! + f) | 0;
  state[6] = (state[6]! + g) | 0;
  state[7] = (state[7]! + h) | 0;
}

/** SHA-256 (FIPS 180-4) in plain TypeScript, whatever was injected. 0 to 2^53 - 1 bytes in, a new array of 32 bytes out. */
export function sha256Builtin(bytes: Uint8Array): Uint8Array {
  const length = bytes.length;
  state.set(H0);
  let at = 0;
  for (; at + 64 <= length; at += 64) compress(bytes, at);
  const rest = length - at;
  tail.fill(0);
  for (let i = 0; i < rest; i++) tail[i] = bytes[at + i]!;
  tail[rest] = 0x80;
  const end = rest < 56 ? 64 : 128;
  const bits = length * 8;
  for (let i = 1, n = bits; i <= 8; i++, n = Math.floor(n / 256)) tail[end - i] = n % 256;
  compress(tail, 0);
  if (end === 128) compress(tail, 64);
  const out = new Uint8Array(32);
  for (let i = 0; i < 8; i++) {
    const word = state[i]!;
    out[4 * i] = word >>> 24;
    out[4 * i + 1] = word >>> 16;
    out[4 * i + 2] = word >>> 8;
    out[4 * i + 3] = word;
  }
  return out;
}

/** A SHA-256 from outside: the 32 bytes as a new array, or as a string of 32 characters U+0000 to U+00FF (the "binary" encoding). */
export type Sha256 = (bytes: Uint8Array) => Uint8Array | string;

let injected: Sha256 | undefined;

function fromLatin1(text: string): Uint8Array {
  const out = new Uint8Array(32);
  for (let i = 0; i < 32; i++) out[i] = text.charCodeAt(i);
  return out;
}

/** SHA-256 of 0 to 2^53 - 1 bytes, by the injected function if there is one: a new array of 32 bytes. */
export function sha256(bytes: Uint8Array): Uint8Array {
  if (injected === undefined) return sha256Builtin(bytes);
  const digest = injected(bytes);
  return typeof digest === "string" ? fromLatin1(digest) : digest;
}

const PROBE_LENGTHS = [0, 1, 3, 55, 56, 63, 64, 65, 119, 120, 127, 128, 700, 4_097];

function isRight(got: unknown, want: Uint8Array): boolean {
  if (typeof got === "string") return got === String.fromCharCode(...want);
  return got instanceof Uint8Array && got.length === 32 && want.every((byte, i) => got[i] === byte);
}

/**
 * Uses another SHA-256 from now on, such as node:crypto's; `undefined` goes back to the built-in one. The function must
 * not keep its argument, a view of a buffer that is written again, and must give a new array each time. Give node:crypto's
 * as a string: making a Buffer costs more than the hash of a short text (2.8 against 0.9 microseconds).
 * It is compared with the built-in one at every block boundary first: a wrong one throws `sha256_injected` and changes nothing.
 *
 * @example useSha256((bytes) => crypto.hash("sha256", bytes, "binary"))
 */
export function useSha256(fn: Sha256 | undefined): void {
  const results = new Set<Uint8Array | string>();
  for (const length of fn === undefined ? [] : PROBE_LENGTHS) {
    const probe = Uint8Array.from({ length: length + 7 }, (_, i) => (i * 131 + length) % 256).subarray(7);
    const got = fn!(probe);
    if (!isRight(got, sha256Builtin(probe))) {
      throw new TlogError("sha256_injected", `the injected SHA-256 is wrong for an input of ${length} bytes`);
    }
    if (results.has(got))
      throw new TlogError("sha256_injected", "the injected SHA-256 gives the same array again instead of a new one");
    results.add(got);
  }
  injected = fn;
}
