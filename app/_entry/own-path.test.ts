import { describe, expect, it } from "vitest";
import { ownAddress, ownPath } from "./own-path.ts";

describe("a path of this site", () => {
  it.each([
    ["/", "/"],
    ["/t/acme/events", "/t/acme/events"],
    ["/t/acme/events?q=actor%3Au_1&range=24h#top", "/t/acme/events?q=actor%3Au_1&range=24h#top"],
    ["/t/acme/../globex/events", "/t/globex/events"],
    ["/invite/st_inv_x", "/invite/st_inv_x"],
    ["/t/acme/events?next=//evil.test", "/t/acme/events?next=//evil.test"],
    ["/%2f%2fevil.test", "/%2f%2fevil.test"],
    ["/%5cevil.test", "/%5cevil.test"],
    ["/t/müller", "/t/m%C3%BCller"],
    ["/@evil.test", "/@evil.test"],
    ["/:80", "/:80"],
    ["/signing", "/signing"],
  ])("%j leads to %j", (value, path) => expect(ownPath(value)).toBe(path));

  it.each([
    undefined,
    null,
    7,
    ["/t/acme"],
    "",
    "t/acme",
    "//evil.test",
    "///evil.test",
    "/\\evil.test",
    "\\\\evil.test",
    "/t\\acme",
    "/\t/evil.test",
    "/\n/evil.test",
    "/\r/evil.test",
    "/ /evil.test",
    "/\u0000/evil.test",
    "/\u007f",
    "/\u00a0/evil.test",
    "/\u2028/evil.test",
    " /t/acme",
    "\t//evil.test",
    "/.//evil.test",
    "/t/..//evil.test",
    "/%2e//evil.test",
    "/t/%2e%2e//evil.test",
    "%2f%2fevil.test",
    "\uff0f\uff0fevil.test",
    "http://evil.test/",
    "https:evil.test",
    "https://audit.test/t/acme",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "?next=/t/acme",
    "#/t/acme",
    "/signin",
    "/signin?callbackUrl=%2Fsignin",
    "/signin/",
    "/t/../signin",
    "/%2e/signin",
    "/api/auth/signout",
    "/api/v1/events",
    "/tlog/x",
    "/_next/static/x.js",
    `/${"a".repeat(2_000)}`,
  ])("%j leads to the front page", (value) => expect(ownPath(value)).toBe("/"));

  it("stays on this site however it is read", () => {
    const pieces = [
      "/",
      "\\",
      ".",
      "%2e",
      "%2f",
      "%5c",
      "evil.test",
      "@",
      ":",
      "?",
      "#",
      "\t",
      "\n",
      " ",
      "\uff0f",
      "http:",
    ];
    for (const a of pieces)
      for (const b of pieces)
        for (const c of pieces)
          for (const d of pieces) {
            const path = ownPath(`/${a}${b}${c}${d}`);
            const url = new URL(path, "https://audit.test/signin");
            expect(url.origin).toBe("https://audit.test");
            expect(url.pathname.startsWith("//")).toBe(false);
            expect(ownPath(path)).toBe(path);
          }
  });
});

describe("an address of this site", () => {
  const site = "https://audit.test";
  it.each([
    ["/t/acme", "https://audit.test/t/acme"],
    ["https://audit.test/t/acme?q=x", "https://audit.test/t/acme?q=x"],
    ["https://audit.test", "https://audit.test/"],
    ["https://audit.test.evil.test/x", "https://audit.test/"],
    ["https://audit.test@evil.test/x", "https://audit.test/"],
    ["https://audit.test:444/x", "https://audit.test/"],
    ["https://audit.test//evil.test", "https://audit.test/"],
    ["http://audit.test/t/acme", "https://audit.test/"],
    ["https://evil.test/", "https://audit.test/"],
    ["//evil.test", "https://audit.test/"],
    ["javascript:alert(1)", "https://audit.test/"],
    ["", "https://audit.test/"],
  ])("%j becomes %j", (target, address) => expect(ownAddress(target, site)).toBe(address));
});
