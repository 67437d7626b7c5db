import { Secret, TOTP } from "otpauth";

/** The six digits that an authenticator with this secret shows at a time. */
export function codeAt(secretBase32: string, atMs: number): string {
  return new TOTP({ secret: Secret.fromBase32(secretBase32) }).generate({ timestamp: atMs });
}
