import { expect, test } from "vitest";
import { fromBase64, fromBase64Url, fromHex, toBase64, toBase64Url, toHex, utf8, utf8Text } from "./index.ts";

const samples = Array.from({ length: 70 }, (_, length) =>
  Uint8Array.from({ length }, (_, i) => (i * 89 + length * 7) % 256),
);

test("base64, base64url and hexadecimal agree with Buffer and come back", () => {
  for (const bytes of samples) {
    const buffer = Buffer.from(bytes);
    expect([toBase64(bytes), toBase64Url(bytes), toHex(bytes)]).toEqual([
      buffer.toString("base64"),
      buffer.toString("base64url"),
      buffer.toString("hex"),
    ]);
    expect(fromBase64(toBase64(bytes), bytes.length)).toEqual(bytes);
    expect(fromBase64Url(toBase64Url(bytes))).toEqual(bytes);
    expect(fromHex(toHex(bytes))).toEqual(bytes);
  }
});

test.each([
  "AA",
  "AA=",
  "AB==",
  "AAB=",
  "A===",
  "====",
  "=",
  "AAAA=",
  "AAAA====",
  "AA==AA==",
  "AA=A",
  "A A=",
  "AAA-",
  "AA\n=",
  "AAAé",
  "AAA\u0141",
])("base64 that is not canonical is refused: %j", (text) =>
  expect(() => fromBase64(text)).toThrow(expect.objectContaining({ code: "base64" })),
);

test.each(["A", "AB", "AAB", "AA==", "AAA+", "AA A", "AAAAA"])(
  "base64url that is not canonical is refused: %j",
  (text) => {
    expect(() => fromBase64Url(text)).toThrow(expect.objectContaining({ code: "base64" }));
  },
);

test("another length than expected is refused", () => {
  expect(() => fromBase64("AAAA", 4)).toThrow("expected 4 bytes");
  expect(() => fromBase64Url("AAAA", 2)).toThrow("found 3");
  expect(() => fromHex("00ff", 3)).toThrow("found 2");
});

test.each(["0", "0G", "FF", " 00"])("hexadecimal that is not lower case is refused: %j", (text) => {
  expect(() => fromHex(text)).toThrow(expect.objectContaining({ code: "hex" }));
});

test("UTF-8 refuses what it cannot express", () => {
  expect(utf8Text(utf8("\ufeffé😀"))).toBe("\ufeffé😀");
  expect(() => utf8("\ud800")).toThrow(expect.objectContaining({ code: "json_string" }));
  expect(() => utf8Text(Uint8Array.of(0xc0, 0x80))).toThrow(expect.objectContaining({ code: "utf8" }));
});
