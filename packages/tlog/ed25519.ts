import { concatBytes } from "./bytes.ts";
import { sha512 } from "./sha512.ts";

// Verification only, with BigInt arithmetic in extended twisted Edwards coordinates (RFC 8032 section 5.1). Everything handled
// here is public, so nothing needs to run in constant time. Signing is the caller's, see `Signer`.

const P = 2n ** 255n - 19n;
const L = 2n ** 252n + 27742317777372353535851937790883648493n;

function mod(n: bigint): bigint {
  const r = n % P;
  return r < 0n ? r + P : r;
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (const bit of exponent.toString(2)) {
    result = (result * result) % P;
    if (bit === "1") result = (result * base) % P;
  }
  return result;
}

const D = mod(-121665n * power(121666n, P - 2n));
const TWICE_D = mod(2n * D);
const SQRT_MINUS_ONE = power(2n, (P - 1n) / 4n);

/** x = X/Z, y = Y/Z, x*y = T/Z. */
interface Point {
  X: bigint;
  Y: bigint;
  Z: bigint;
  T: bigint;
}

const NEUTRAL: Point = { X: 0n, Y: 1n, Z: 1n, T: 0n };

function add(p: Point, q: Point): Point {
  const a = ((p.Y - p.X) * (q.Y - q.X)) % P;
  const b = ((p.Y + p.X) * (q.Y + q.X)) % P;
  const c = (((p.T * TWICE_D) % P) * q.T) % P;
  const d = (2n * p.Z * q.Z) % P;
  const e = b - a;
  const f = d - c;
  const g = d + c;
  const h = b + a;
  return { X: (e * f) % P, Y: (g * h) % P, Z: (f * g) % P, T: (e * h) % P };
}

function double(p: Point): Point {
  const a = (p.X * p.X) % P;
  const b = (p.Y * p.Y) % P;
  const c = (2n * p.Z * p.Z) % P;
  const h = a + b;
  const sum = p.X + p.Y;
  const e = h - ((sum * sum) % P);
  const g = a - b;
  const f = c + g;
  return { X: (e * f) % P, Y: (g * h) % P, Z: (f * g) % P, T: (e * h) % P };
}

const negate = (p: Point): Point => ({ X: -p.X, Y: p.Y, Z: p.Z, T: -p.T });

function littleEndian(bytes: Uint8Array): bigint {
  let hex = "0x";
  for (let i = bytes.length - 1; i >= 0; i--) hex += bytes[i]!.toString(16).padStart(2, "0");
  return BigInt(hex);
}

/** RFC 8032 section 5.1.3; undefined when y >= p, when no x fits, or for x = 0 with the sign bit set. */
function decompress(bytes: Uint8Array): Point | undefined {
  const n = littleEndian(bytes);
  const sign = n >> 255n;
  const y = n & ((1n << 255n) - 1n);
  if (y >= P) return undefined;
  const y2 = (y * y) % P;
  const u = mod(y2 - 1n);
  const v = (y2 * D + 1n) % P;
  const v3 = (((v * v) % P) * v) % P;
  let x = (((u * v3) % P) * power((((u * v3) % P) * ((v3 * v) % P)) % P, (P - 5n) / 8n)) % P;
  const vx2 = (((v * x) % P) * x) % P;
  if (vx2 !== u) {
    if (vx2 !== mod(-u)) return undefined;
    x = (x * SQRT_MINUS_ONE) % P;
  }
  if (x === 0n && sign === 1n) return undefined;
  if ((x & 1n) !== sign) x = P - x;
  return { X: x, Y: y, Z: 1n, T: (x * y) % P };
}

/** p, 3p, 5p ... 2^(width-1) entries, for signed windows. */
function oddMultiples(p: Point, width: number): Point[] {
  const twice = double(p);
  const table = [p];
  for (let i = 1; i < 2 ** (width - 1); i++) table.push(add(table[i - 1]!, twice));
  return table;
}

/** Signed-window digits, least significant first: each 0 or odd with |digit| < 2^width. */
function windowDigits(scalar: bigint, width: number): number[] {
  const digits: number[] = [];
  const size = 2 ** (width + 1);
  for (let n = scalar; n > 0n; n >>= 1n) {
    let digit = 0;
    if ((n & 1n) === 1n) {
      digit = Number(n & BigInt(size - 1));
      if (digit > size / 2) digit -= size;
      n -= BigInt(digit);
    }
    digits.push(digit);
  }
  return digits;
}

const BASE_WIDTH = 7;
const KEY_WIDTH = 4;
const BASE = decompress(Uint8Array.from({ length: 32 }, (_, i) => (i === 0 ? 0x58 : 0x66)))!;
let baseTable: Point[] | undefined;

function plusDigit(sum: Point, table: Point[], digit: number): Point {
  if (digit === 0) return sum;
  const multiple = table[(Math.abs(digit) - 1) / 2]!;
  return add(sum, digit > 0 ? multiple : negate(multiple));
}

/** s * base + h * point, sharing the doublings. */
function combine(s: bigint, h: bigint, point: Point): Point {
  baseTable ??= oddMultiples(BASE, BASE_WIDTH);
  const table = oddMultiples(point, KEY_WIDTH);
  const ofBase = windowDigits(s, BASE_WIDTH);
  const ofPoint = windowDigits(h, KEY_WIDTH);
  let sum = NEUTRAL;
  for (let i = Math.max(ofBase.length, ofPoint.length) - 1; i >= 0; i--) {
    sum = double(sum);
    sum = plusDigit(sum, baseTable, ofBase[i] ?? 0);
    sum = plusDigit(sum, table, ofPoint[i] ?? 0);
  }
  return sum;
}

/**
 * Whether a signature of 64 bytes by a public key of 32 bytes fits the message: RFC 8032 section 5.1.7 without the cofactor.
 * Strict: s >= L, a non-canonical y, x = 0 with a sign and points off the curve are all refused. Never throws. About 2 ms.
 */
export function verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  const s = littleEndian(signature.subarray(32));
  if (s >= L) return false;
  const key = decompress(publicKey);
  const r = decompress(signature.subarray(0, 32));
  if (key === undefined || r === undefined) return false;
  const h = littleEndian(sha512(concatBytes(signature.subarray(0, 32), publicKey, message))) % L;
  const sum = combine(s, h, negate(key));
  return mod(sum.X - r.X * sum.Z) === 0n && mod(sum.Y - r.Y * sum.Z) === 0n;
}
