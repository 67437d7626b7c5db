import { describe, expect, it } from "vitest";
import { holdsToken, mintToken, readToken, secretFits, TOKEN_KINDS, withoutTokens } from "./index.ts";
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

  it("are taken out of what is recorded, however they are encoded; other text stays as it is", () => {
    const { id, token } = mintToken("mgt");
    const secret = token.split("_")[3]!;
    const hex = (text: string) => [...text].map((one) => `%${one.charCodeAt(0).toString(16)}`).join("");
    const twice = (text: string) => text.replaceAll("%", "%25");
    for (const form of [token, token.replaceAll("_", "%5F"), hex(token), twice(hex(token)), twice(twice(hex(token)))]) {
      const safe = withoutTokens(`GET /api/v1/events/${form}?x=%zz`);
      expect(safe).toContain(`GET /api/v1/events/st_mgt_${id}_…`);
      expect(safe).not.toContain(secret);
      expect(holdsToken(form)).toBe(true);
    }
    for (const text of [
      "",
      "plain",
      "100 % sure",
      "st_mgt_",
      "%E4%BD%A0 %zz %",
      "GET /api/v1/events/%00",
      `st_mgt_${id}_…`,
    ]) {
      expect(withoutTokens(text)).toBe(text);
      expect(holdsToken(text)).toBe(false);
    }
    expect(withoutTokens(`${token} and ${token}`)).toBe(`st_mgt_${id}_… and st_mgt_${id}_…`);
  });

  it("hold at least 160 bits of secret", () => {
    expect(readToken(mintToken("rst").token)!.secret.length * Math.log2(62)).toBeGreaterThan(160);
  });
});
