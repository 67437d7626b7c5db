import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { Secret, TOTP } from "otpauth";
import { macKey } from "../macs.ts";

const SECRET_BYTES = 20;
const STEP_MS = 30_000;
const WINDOW_STEPS = 1;
const ISSUER = "Sealtrail";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

const totp = (secret: Uint8Array, label = "") =>
  new TOTP({
    issuer: ISSUER,
    label,
    algorithm: "SHA1",
    digits: 6,
    period: STEP_MS / 1000,
    secret: new Secret({ buffer: new Uint8Array(secret).buffer }),
  });

/** 160 bits, as RFC 4226 recommends. */
export function newTotpSecret(): Uint8Array {
  return randomBytes(SECRET_BYTES);
}

/** What an authenticator reads: the `otpauth://` address and the secret alone in base32. */
export function totpEnrolment(secret: Uint8Array, email: string): { uri: string; base32: string } {
  const made = totp(secret, email);
  return { uri: made.toString(), base32: made.secret.base32 };
}

/** The time step (RFC 6238: 30 s since 1970) whose code this is, one step of clock skew either way; undefined for a wrong code. */
export function stepOfCode(secret: Uint8Array, code: string, atMs: number): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined;
  const delta = totp(secret).validate({ token: code, timestamp: atMs, window: WINDOW_STEPS });
  return delta === null ? undefined : Math.floor(atMs / STEP_MS) + delta;
}

/** AES-256-GCM bound to the person: nonce (12 bytes), ciphertext, tag (16 bytes). */
export function sealTotpSecret(secret: Uint8Array, personId: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", macKey("second-factor"), nonce, { authTagLength: TAG_BYTES }).setAAD(
    Buffer.from(personId),
  );
  return Buffer.concat([nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag()]);
}

/** Throws when the bytes were changed, belong to another person or were sealed under another master key. */
export function openTotpSecret(sealed: Uint8Array, personId: string): Uint8Array {
  const decipher = createDecipheriv("aes-256-gcm", macKey("second-factor"), sealed.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  })
    .setAAD(Buffer.from(personId))
    .setAuthTag(sealed.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
}
