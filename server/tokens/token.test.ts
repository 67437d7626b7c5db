import { describe, expect, it } from "vitest";
import { mintToken, readToken, secretFits, TOKEN_KINDS } from "./index.ts";
import { hashSecret } from "./token.ts";

describe("tokens", () => {
  it.each(TOKEN_KINDS)("of kind %s are read back", (kind) => {
    const { id, token, secretHash } = mintToken(kind);
    const parts = readToken(token);
    expect(parts).toMatchObject({ id, kind });
    expect(Buffer.from(secretHash)).toEqual(hashSecret(parts!.secret));
    expect(secretFits(parts!.secret, Buffer.from(secretHash).toString("hex"))).toBe(true);
    expect(secretFits(`${parts!.secret.slice(0, -1)}!`, Buffer.from(secretHash).toString("hex"))).toBe(false);
  });

  it("with any character changed are refused by the checksum", () => {
    const { token } = mintToken("inv");
    for (let i = 0; i < token.length; i++) {
      const other = token[i] === "a" ? "b" : "a";
      expect(readToken(token.slice(0, i) + other + token.slice(i + 1))).toBeUndefined();
    }
    for (const text of ["", "x", token.slice(1), `${token}a`, ` ${token}`, token.toLowerCase(), `${token}\n`])
      expect(readToken(text)).toBeUndefined();
  });

  it("hold at least 160 bits of secret", () => {
    expect(readToken(mintToken("rst").token)!.secret.length * Math.log2(62)).toBeGreaterThan(160);
  });
});
