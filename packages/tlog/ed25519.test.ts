import { generateKeyPairSync, sign } from "node:crypto";
import { describe, expect, test } from "vitest";
import { verifyEd25519 } from "./index.ts";
import { VECTORS_PRESENT, vectorText } from "./testing/vectors.ts";

const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, "hex"));

interface Wycheproof {
  testGroups: { publicKey: { pk: string }; tests: { tcId: number; msg: string; sig: string; result: string }[] }[];
}

describe.skipIf(!VECTORS_PRESENT)("Wycheproof", () => {
  test("all 151 tests agree", () => {
    const { testGroups } = JSON.parse(vectorText("ed25519/wycheproof-ed25519_test.json")) as Wycheproof;
    let count = 0;
    for (const { publicKey, tests } of testGroups) {
      for (const { tcId, msg, sig, result } of tests) {
        const got = verifyEd25519(bytes(publicKey.pk), bytes(msg), bytes(sig));
        expect(got, `test ${tcId}`).toBe(result === "valid");
        count++;
      }
    }
    expect(count).toBe(151);
  });
});

const { publicKey, privateKey } = generateKeyPairSync("ed25519");
const key = new Uint8Array(publicKey.export({ type: "spki", format: "der" }).subarray(-32));

test("signatures of node:crypto verify for every message length, and for no other message or key", () => {
  for (let length = 0; length < 200; length += 13) {
    const message = Uint8Array.from({ length }, (_, i) => i);
    const signature = new Uint8Array(sign(null, message, privateKey));
    expect(verifyEd25519(key, message, signature)).toBe(true);
    expect(verifyEd25519(key, Uint8Array.of(...message, 0), signature)).toBe(false);
    expect(
      verifyEd25519(
        Uint8Array.from(key, (b, i) => (i === 5 ? b ^ 1 : b)),
        message,
        signature,
      ),
    ).toBe(false);
  }
});

test("s + L, which leads to the same point, is refused", () => {
  const message = bytes("00");
  const signature = new Uint8Array(sign(null, message, privateKey));
  const order = 2n ** 252n + 27742317777372353535851937790883648493n;
  let s = BigInt(`0x${Buffer.from(signature.slice(32)).reverse().toString("hex")}`) + order;
  const shifted = signature.slice();
  for (let i = 32; i < 64; i++, s >>= 8n) shifted[i] = Number(s & 255n);
  expect(verifyEd25519(key, message, signature)).toBe(true);
  expect(verifyEd25519(key, message, shifted)).toBe(false);
});

test("lengths other than 32 and 64 bytes, y >= p and a signed zero are refused", () => {
  const message = bytes("00");
  const signature = new Uint8Array(sign(null, message, privateKey));
  expect(verifyEd25519(key.subarray(1), message, signature)).toBe(false);
  expect(verifyEd25519(key, message, signature.subarray(1))).toBe(false);
  const zeroSignature = (first: number, last: number): Uint8Array =>
    Uint8Array.from({ length: 64 }, (_, i) => (i === 0 ? first : i === 31 ? last : i < 31 ? (first > 1 ? 255 : 0) : 0));
  const neutral = Uint8Array.from({ length: 32 }, (_, i) => (i === 0 ? 1 : 0));
  expect(verifyEd25519(neutral, message, zeroSignature(1, 0))).toBe(true);
  expect(verifyEd25519(neutral, message, zeroSignature(1, 0x80))).toBe(false);
  expect(verifyEd25519(neutral, message, zeroSignature(0xee, 0x7f))).toBe(false);
});
