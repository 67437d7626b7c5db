import { describe, expect, it } from "vitest";
import { refusePageBody, refusePageRequest } from "./refuse-page-request.ts";

const SITE = "https://audit.example.com";
const statusOf = (headers: Record<string, string>, method = "GET", target = "/", site = SITE) =>
  refusePageRequest({ method, target, headers }, site)?.status;

describe("the target", () => {
  it.each(["http://127.0.0.1:1/", "https://audit.example.com/", "*", "evil.test:443", "", "?x", "\\evil"])(
    "%j is refused",
    (target) => expect(statusOf({ host: "audit.example.com" }, "GET", target)).toBe(400),
  );
  it.each(["/%", "/%ZZ", "/t/%E0%A4%A/events", "/%ED%A0%80", "/suspended/%ff?q=1"])("%j is refused", (target) => {
    for (const method of ["GET", "POST"]) expect(statusOf({ host: "audit.example.com" }, method, target)).toBe(400);
  });
  it("may hold anything behind its question mark, and bytes that are no letters", () => {
    for (const target of ["/signin?callbackUrl=%ZZ", "/t/%00", "/t/acme/roles/%C3%A9"])
      expect(statusOf({ host: "audit.example.com" }, "GET", target)).toBe(undefined);
  });
  it("may be any path", () =>
    expect(statusOf({ host: "audit.example.com" }, "GET", "/t/acme/events?q=a:b")).toBe(undefined));
});

describe("the host", () => {
  it.each([
    "audit.example.com",
    "audit.example.com:443",
    "AUDIT.Example.com",
    "audit.example.com:8443",
    "localhost:3000",
    "127.0.0.1:3000",
    "127.9.9.9",
    "[::1]:3000",
    "[0:0:0:0:0:0:0:1]",
  ])("%s is served", (host) => expect(statusOf({ host })).toBe(undefined));

  it.each([
    "evil.test",
    "audit.example.com.evil.test",
    "evil-audit.example.com",
    "a.audit.example.com",
    "audit.example.com.",
    "audit.example.com@evil.test",
    "evil.test@audit.example.com",
    "audit.example.com/x",
    "audit.example.com, evil.test",
    "audit.example.com:99999",
    "audit.example.com:",
    "localhost.evil.test",
    "127.0.0.1.evil.test",
    "10.0.0.1",
    "0.0.0.0",
    "[::]",
    "[::ffff:10.0.0.1]",
    "xn--audit",
    "audit.example.com\t",
    "",
  ])("%j is not", (host) => expect(statusOf({ host })).toBe(421));

  it("has to be there", () => expect(statusOf({})).toBe(421));

  it("is answered with the address to open, not with what was sent", () => {
    const refusal = refusePageRequest({ method: "GET", target: "/", headers: { host: "evil.test" } }, SITE);
    expect(refusal!.message).toContain(SITE);
    expect(refusal!.message).not.toContain("evil.test");
  });
});

describe("a request that may change something", () => {
  const host = "audit.example.com";
  const methods = ["POST", "PUT", "PATCH", "DELETE", "TRACE", "post", "PROPFIND"];

  it.each<Record<string, string>>([
    { origin: SITE },
    { origin: SITE, "sec-fetch-site": "same-origin" },
    { "sec-fetch-site": "none" },
    {},
  ])("passes with %j", (headers) => {
    for (const method of methods) expect(statusOf({ host, ...headers }, method)).toBe(undefined);
  });

  it.each<Record<string, string>>([
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    { "sec-fetch-site": "same-site", origin: SITE },
    { "sec-fetch-site": "Same-Origin" },
    { "sec-fetch-site": "" },
    { "sec-fetch-site": "same-origin", origin: "https://evil.test" },
    { origin: "null" },
    { origin: "null", "sec-fetch-site": "same-origin" },
    { origin: "" },
    { origin: "http://audit.example.com" },
    { origin: "https://audit.example.com:8443" },
    { origin: "https://audit.example.com.evil.test" },
    { origin: "https://audit.example.com/" },
    { origin: "https://evil.test#https://audit.example.com" },
    { origin: "https://a.audit.example.com" },
    { origin: "http://localhost:3000" },
    { origin: `${SITE}, ${SITE}` },
    { origin: "file://" },
  ])("is refused with %j", (headers) => {
    for (const method of methods) expect(statusOf({ host, ...headers }, method)).toBe(403);
    for (const method of ["GET", "HEAD", "OPTIONS"]) expect(statusOf({ host, ...headers }, method)).toBe(undefined);
  });

  it("may come from the page that a loopback name served, and from no other port", () => {
    const local = (origin: string) =>
      statusOf({ host: "127.0.0.1:3000", origin }, "POST", "/", "http://localhost:3000");
    expect(local("http://127.0.0.1:3000")).toBe(undefined);
    expect(local("http://localhost:3000")).toBe(undefined);
    expect(local("http://127.0.0.1:3001")).toBe(403);
    expect(local("https://127.0.0.1:3000")).toBe(403);
    expect(local("http://localhost:3001")).toBe(403);
  });

  it("may come through a proxy that asks by a loopback name", () => {
    expect(statusOf({ host: "127.0.0.1:3000", origin: SITE }, "POST")).toBe(undefined);
    expect(statusOf({ host: "127.0.0.1:3000", origin: "https://evil.test" }, "POST")).toBe(403);
  });
});

describe("a body", () => {
  const bodyStatus = (headers: Record<string, string>, method = "POST") => refusePageBody({ method, headers })?.status;

  it("has at most 2 MiB and says so", () => {
    for (const method of ["POST", "PUT", "post"]) {
      expect(bodyStatus({}, method)).toBe(undefined);
      expect(bodyStatus({ "content-length": String(2 * 1024 * 1024) }, method)).toBe(undefined);
      expect(bodyStatus({ "content-length": String(2 * 1024 * 1024 + 1) }, method)).toBe(413);
      expect(bodyStatus({ "content-length": "9".repeat(400) }, method)).toBe(413);
      expect(bodyStatus({ "transfer-encoding": "chunked" }, method)).toBe(411);
    }
  });

  it("of a request that changes nothing is read by nobody", () =>
    expect(bodyStatus({ "transfer-encoding": "chunked" }, "GET")).toBe(undefined));
});
