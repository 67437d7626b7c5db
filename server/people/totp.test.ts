import { describe, expect, it } from "vitest";
import { codeAt } from "../../tests/authenticator.ts";
import { setMacKeys } from "../macs.ts";
import { newTotpSecret, openTotpSecret, sealTotpSecret, stepOfCode, totpEnrolment } from "./totp.ts";

setMacKeys(new Uint8Array(32).fill(7));

describe("TOTP", () => {
  // RFC 6238, appendix B (SHA-1): the last six of the eight digits.
  const secret = Buffer.from("12345678901234567890");
  it.each([
    [59, "287082"],
    [1_111_111_109, "081804"],
    [1_111_111_111, "050471"],
    [1_234_567_890, "005924"],
    [2_000_000_000, "279037"],
    [20_000_000_000, "353130"],
  ])("at %d s takes %s", (seconds, code) => {
    const step = Math.floor(seconds / 30);
    expect(stepOfCode(secret, code, seconds * 1000)).toBe(step);
    expect(stepOfCode(secret, code, (seconds + 30) * 1000)).toBe(step);
    expect(stepOfCode(secret, code, (seconds - 30) * 1000)).toBe(step);
    expect(stepOfCode(secret, code, (seconds + 61) * 1000)).toBeUndefined();
    expect(stepOfCode(secret, code, (seconds - 61) * 1000)).toBeUndefined();
  });

  it("refuses what is no code", () => {
    for (const code of ["", "28708", "2870822", "28708a", "-28708", "287082 ", "２８７０８２"])
      expect(stepOfCode(secret, code, 59_000)).toBeUndefined();
  });

  it("is enrolled with 160 bits that an authenticator reads alike", () => {
    const made = newTotpSecret();
    expect(made).toHaveLength(20);
    const { uri, base32 } = totpEnrolment(made, "zoë+x@example.com");
    const url = new URL(uri);
    expect(url.protocol).toBe("otpauth:");
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      secret: base32,
      issuer: "Sealtrail",
      algorithm: "SHA1",
      digits: "6",
      period: "30",
    });
    const atMs = 1_800_000_000_000;
    expect(stepOfCode(made, codeAt(base32, atMs), atMs)).toBe(atMs / 30_000);
  });
});

describe("a secret at rest", () => {
  it("opens for its person alone and unchanged alone", () => {
    const secret = newTotpSecret();
    const sealed = sealTotpSecret(secret, "person-1");
    expect(Buffer.from(openTotpSecret(sealed, "person-1"))).toEqual(Buffer.from(secret));
    expect(sealed.includes(Buffer.from(secret))).toBe(false);
    expect(sealTotpSecret(secret, "person-1")).not.toEqual(sealed);
    expect(() => openTotpSecret(sealed, "person-2")).toThrow();
    for (let at = 0; at < sealed.length; at++) {
      const changed = Buffer.from(sealed);
      changed[at]! ^= 1;
      expect(() => openTotpSecret(changed, "person-1")).toThrow();
    }
    for (const cut of [0, 12, 27, sealed.length - 1])
      expect(() => openTotpSecret(sealed.subarray(0, cut), "person-1")).toThrow();
  });
});
