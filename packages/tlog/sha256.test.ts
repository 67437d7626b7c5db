import { createHash, hash } from "node:crypto";
import { afterEach, expect, test } from "vitest";
import { sha256, sha256Builtin, TlogError, toHex, useSha256 } from "./index.ts";
import { sha512 } from "./sha512.ts";

afterEach(() => useSha256(undefined));

const inputOf = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 7 + length) % 256);

test("SHA-256 and SHA-512 agree with node:crypto at every length around the block boundaries", () => {
  for (const length of [...Array(300).keys(), 1000, 8192, 65_537]) {
    const input = inputOf(length);
    expect(toHex(sha256Builtin(input))).toBe(createHash("sha256").update(input).digest("hex"));
    expect(toHex(sha512(input))).toBe(createHash("sha512").update(input).digest("hex"));
  }
});

test("a view into a larger buffer is hashed alone", () => {
  const input = inputOf(500);
  expect(toHex(sha256Builtin(input.subarray(3, 203)))).toBe(
    createHash("sha256").update(input.subarray(3, 203)).digest("hex"),
  );
});

test("an injected function is used, as bytes or as a string of bytes", () => {
  let calls = 0;
  const want = toHex(sha256Builtin(inputOf(99)));
  for (const injected of [
    (b: Uint8Array) => hash("sha256", b, "buffer"),
    (b: Uint8Array) => hash("sha256", b, "binary"),
  ]) {
    useSha256((bytes) => {
      calls++;
      return injected(bytes);
    });
    calls = 0;
    const got = sha256(inputOf(99));
    expect([calls, toHex(got), got.length]).toEqual([1, want, 32]);
  }
});

test.each([
  ["another hash", (b: Uint8Array) => hash("sha512", b, "buffer").subarray(0, 32)],
  ["wrong for long inputs only", (b: Uint8Array) => hash("sha256", b.subarray(0, 700), "buffer")],
  ["hexadecimal", (b: Uint8Array) => hash("sha256", b, "hex")],
  ["a promise", (async (b: Uint8Array) => hash("sha256", b, "buffer")) as unknown as (b: Uint8Array) => Uint8Array],
])("a wrong function is refused and changes nothing: %s", (_, wrong) => {
  expect(() => useSha256(wrong)).toThrow(expect.objectContaining({ code: "sha256_injected" }));
  expect(toHex(sha256(inputOf(9)))).toBe(toHex(sha256Builtin(inputOf(9))));
});

test("a function that gives the same array again is refused", () => {
  const same = new Uint8Array(32);
  const reusing = (bytes: Uint8Array): Uint8Array => {
    same.set(hash("sha256", bytes, "buffer"));
    return same;
  };
  expect(() => useSha256(reusing)).toThrow(TlogError);
});
