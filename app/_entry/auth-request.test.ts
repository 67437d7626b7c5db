import { describe, expect, it } from "vitest";
import { refuseAuthRequest } from "./auth-request.ts";

const FORM = "application/x-www-form-urlencoded";
const statusOf = (method: string, path: string, type?: string) =>
  refuseAuthRequest(
    new Request(`http://localhost/api/auth/${path}`, {
      method,
      ...(type ? { headers: { "content-type": type } } : {}),
    }),
    path.split("/"),
  )?.status;

describe("next-auth", () => {
  it.each([
    ["GET", "csrf"],
    ["GET", "providers"],
    ["GET", "session"],
    ["GET", "signin"],
    ["GET", "signout"],
    ["POST", "callback/credentials", FORM],
    ["POST", "callback/credentials"],
    ["POST", "signout", FORM],
    ["POST", "_log", FORM],
  ])("gets %s %s", (method, path, type?: string) => expect(statusOf(method, path, type)).toBe(undefined));

  it.each([
    ["GET", "callback/credentials"],
    ["GET", "callback/__proto__"],
    ["GET", "error"],
    ["GET", "verify-request"],
    ["GET", "signin/credentials"],
    ["POST", "signin/credentials", FORM],
    ["POST", "callback/credentials/x", FORM],
    ["POST", "callback/github", FORM],
    ["POST", "session", FORM],
    ["GET", "csrf\n"],
    ["PUT", "signout"],
    ["constructor", "csrf"],
  ])("does not get %s %j", (method, path, type?: string) => expect(statusOf(method, path, type)).toBe(404));

  it("gets no JSON, which it would fail on when it is none", () => {
    for (const type of ["application/json", "application/json; charset=utf-8", "APPLICATION/JSON", "text/json"])
      expect(statusOf("POST", "callback/credentials", type)).toBe(415);
  });
});
