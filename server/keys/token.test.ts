import { describe, expect, it } from "vitest";
import { KEY_KINDS } from "../access/index.ts";
import { mintToken, secretFits } from "../tokens/index.ts";
import { mintKey, readToken } from "./token.ts";

describe("keys' tokens", () => {
  it.each(KEY_KINDS)("of kind %s are read back", (kind) => {
    const { id, token, secretHash } = mintKey(kind);
    const parts = readToken(token);
    expect(parts).toMatchObject({ id, kind });
    expect(secretFits(parts!.secret, Buffer.from(secretHash).toString("hex"))).toBe(true);
  });

  it("are no links of invitations or to new passwords", () => {
    for (const kind of ["inv", "rst"] as const) expect(readToken(mintToken(kind).token)).toBeUndefined();
  });
});
