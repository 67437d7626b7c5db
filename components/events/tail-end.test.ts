import { describe, expect, it } from "vitest";
import { isFinal, readEnd } from "./tail-end.ts";

describe("the end of a tail", () => {
  it("is final for what would be refused again, and only then", () => {
    for (const code of ["unauthenticated", "forbidden", "not_found", "invalid"] as const)
      expect(isFinal(code), code).toBe(true);
    for (const code of ["unavailable", "rate_limited", "internal", "unreachable"] as const)
      expect(isFinal(code), code).toBe(false);
  });

  it("is told in the words of the server, and of a session in those of the pages", () => {
    expect(readEnd('{"code":"forbidden","message":"Not any more."}')).toMatchObject({
      code: "forbidden",
      message: "Not any more.",
    });
    expect(readEnd('{"code":"unauthenticated","message":"needs a valid key"}').message).toContain("session has ended");
  });

  it("is told even when the data are not what they should be", () => {
    for (const data of ["", "x", "null", "7", "[]", '{"code":7,"message":null}'])
      expect(readEnd(data)).toMatchObject({ code: "forbidden", message: expect.stringContaining("have ended") });
  });
});
