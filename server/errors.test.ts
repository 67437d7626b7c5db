import { describe, expect, it } from "vitest";
import { AppError, ERROR_STATUS, type ErrorCode } from "./errors.ts";

describe("AppError", () => {
  it.each(Object.entries(ERROR_STATUS))("%s answers %i", (code, status) => {
    expect(new AppError(code as ErrorCode, "why").status).toBe(status);
  });

  it("carries what the doors answer with, and only what was given", () => {
    const full = new AppError("rate_limited", "Slow down.", { fields: [{ path: "q", message: "m" }], retryAfterS: 3 });
    expect(full).toMatchObject({ code: "rate_limited", message: "Slow down.", retryAfterS: 3 });
    expect(full.fields).toEqual([{ path: "q", message: "m" }]);
    const bare = new AppError("conflict", "Twice.");
    expect([bare.fields, bare.retryAfterS, bare.cause]).toEqual([undefined, undefined, undefined]);
  });

  it("keeps the cause out of the public message", () => {
    const error = new AppError("internal", "Something failed.", { cause: new Error("password=1") });
    expect(error.message).toBe("Something failed.");
    expect((error.cause as Error).message).toBe("password=1");
  });

  it("lets a body that is not JSON be invalid with 400", () => {
    expect(new AppError("invalid", "Not JSON.", { status: 400 }).status).toBe(400);
  });
});
