import { describe, expect, it } from "vitest";
import { isMailAddress } from "./mail-address.ts";
import { readSmtpUrl } from "./smtp-url.ts";

const HOST = "audit.example.com";

describe("readSmtpUrl", () => {
  it("takes the short form, with a sender of Sealtrail's own host", () => {
    expect(readSmtpUrl("smtp://mail", HOST)).toEqual({
      host: "mail",
      port: 25,
      secure: false,
      requireTls: false,
      from: { name: "Sealtrail", address: "no-reply@audit.example.com" },
    });
  });

  it("takes everything that there is", () => {
    const url = "smtps://audit%40example.com:p%3A%40%2Fss@[2001:db8::1]:2465?from=Ænder Audit <audit+x@example.com>";
    expect(readSmtpUrl(url, HOST)).toEqual({
      host: "2001:db8::1",
      port: 2465,
      secure: true,
      requireTls: false,
      login: { user: "audit@example.com", password: "p:@/ss" },
      from: { name: "Ænder Audit", address: "audit+x@example.com" },
    });
    expect(readSmtpUrl("smtps://mail/", HOST).port).toBe(465);
  });

  it("lets a password cross the network in TLS only", () => {
    expect(readSmtpUrl("smtp://u:p@mail.example.com:587", HOST).requireTls).toBe(true);
    for (const own of ["localhost", "127.0.0.1", "[::1]"])
      expect(readSmtpUrl(`smtp://u:p@${own}:2525`, HOST).requireTls).toBe(false);
    expect(readSmtpUrl("smtp://u:p@localhost.example.com", HOST).requireTls).toBe(true);
    expect(readSmtpUrl("smtp://u:p@127.0.0.1.example.com", HOST).requireTls).toBe(true);
  });

  it.each([
    ["a@b.example", { name: "Sealtrail", address: "a@b.example" }],
    ["<a@b.example>", { name: "Sealtrail", address: "a@b.example" }],
    ['"Trail, Inc." <a@b.example>', { name: "Trail, Inc.", address: "a@b.example" }],
    ["Trail%20Desk%20%3Ca@b.example%3E", { name: "Trail Desk", address: "a@b.example" }],
  ])("reads the sender %s", (from, sender) =>
    expect(readSmtpUrl(`smtp://mail?from=${from}`, HOST).from).toEqual(sender),
  );

  it("has a sender even where Sealtrail's host is an address", () => {
    expect(readSmtpUrl("smtp://mail", "[::1]").from.address).toBe("no-reply@localhost");
  });

  it.each([
    "mail.example.com:25",
    "http://mail.example.com",
    "smtp:mail",
    "smtp://",
    "smtp://mail:99999",
    "smtp://mail/path",
    "smtp://mail#part",
    "smtp://secret-user@mail",
    "smtp://:secret-password@mail",
    "smtp://secret%zz:secret@mail",
    "smtp://mail?from=",
    "smtp://mail?from=nobody",
    "smtp://mail?from=a@b.example,c@d.example",
    "smtp://mail?from=X%0D%0ABcc: c@d.example <a@b.example>",
    "smtp://mail?from=X <a@b.example>%0D%0ABcc: c@d.example",
    "smtp://mail?from=a@b.example&from=c@d.example",
    "smtp://mail?tls=no",
  ])("refuses %s and does not repeat it", (url) => {
    const error = (() => {
      try {
        return readSmtpUrl(url, HOST);
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toBeInstanceOf(Error);
    expect((error as Error).message).not.toContain("secret");
    expect((error as Error).message).not.toContain("\n");
  });
});

describe("isMailAddress", () => {
  it.each(["a@b", "zoë@bücher.example", "first.last+tag@sub.example.com", "o'brien@example.com"])("takes %s", (text) =>
    expect(isMailAddress(text)).toBe(true),
  );

  it.each([
    "",
    "a",
    "@b.example",
    "a@",
    "a@b..example",
    "a b@c.example",
    "a@b.example, c@d.example",
    "a@b.example;c@d.example",
    "A <a@b.example>",
    "a@b.example\r\nBcc: c@d.example",
    "a\u0000@b.example",
    "a\u202e@b.example",
    '"a"@b.example',
    "a@[127.0.0.1]",
    "a@c@d.example",
    `${"a".repeat(65)}@b.example`,
    `a@${"b".repeat(63)}.${"b".repeat(63)}.${"b".repeat(63)}.${"b".repeat(63)}.example`,
  ])("refuses %j", (text) => expect(isMailAddress(text)).toBe(false));
});
