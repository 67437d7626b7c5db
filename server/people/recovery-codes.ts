import { randomBytes } from "node:crypto";
import { mac } from "../macs.ts";

/** Crockford's base32: no letter that looks like a digit. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CODES = 10;
const CHARACTERS = 16;

/** Ten codes of 80 bits each, in groups of four: `7K3M-Q9ZD-1X0P-WA5T`. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: CODES }, () => {
    const text = Array.from(randomBytes(CHARACTERS), (byte) => ALPHABET[byte & 31]).join("");
    return text.replace(/.{4}(?=.)/g, "$&-");
  });
}

/** A code as it was issued, whatever its case, spaces and dashes, with look-alikes (O, I, L) read as digits; undefined for other text. */
export function readRecoveryCode(text: string): string | undefined {
  const plain = text
    .toUpperCase()
    .replace(/[\s\u2010-\u2015-]/g, "")
    .replace(/O/g, "0")
    .replace(/[IL]/g, "1");
  return plain.length === CHARACTERS && Array.from(plain).every((one) => ALPHABET.includes(one)) ? plain : undefined;
}

/** What is kept of a code: 32 bytes that say nothing without the master key. */
export function recoveryCodeHash(personId: string, code: string): Buffer {
  return mac("recovery-code", personId, readRecoveryCode(code) ?? "");
}
