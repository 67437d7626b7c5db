import { describe, expect, it } from "vitest";
import { setMacKeys } from "../macs.ts";
import { newRecoveryCodes, readRecoveryCode, recoveryCodeHash } from "./recovery-codes.ts";

setMacKeys(new Uint8Array(32).fill(7));

describe("recovery codes", () => {
  const codes = newRecoveryCodes();

  it("are ten of 80 bits in groups, without letters that look like digits", () => {
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/);
  });

  it("are read whatever their case, dashes, spaces and look-alikes", () => {
    const plain = "70AB1CDE0FGH1JKM";
    for (const typed of ["70AB-1CDE-0FGH-1JKM", "70ab1cde0fgh1jkm", " 70ab 1cde\t0fgh–1jkm\n", "7OAB-ICDE-oFGH-lJKM"])
      expect(readRecoveryCode(typed)).toBe(plain);
  });

  it("of another length or with other characters are none", () => {
    for (const typed of [
      "",
      "123456",
      "70AB-1CDE-0FGH-1JK",
      "70AB-1CDE-0FGH-1JKMX",
      "70AB-1CDE-0FGH-1JKU",
      "-".repeat(16),
    ])
      expect(readRecoveryCode(typed)).toBeUndefined();
  });

  it("are kept as 32 bytes that differ by person", () => {
    const [code] = codes;
    expect(recoveryCodeHash("a", code!)).toHaveLength(32);
    expect(recoveryCodeHash("a", code!.toLowerCase())).toEqual(recoveryCodeHash("a", code!));
    expect(recoveryCodeHash("b", code!)).not.toEqual(recoveryCodeHash("a", code!));
  });
});
