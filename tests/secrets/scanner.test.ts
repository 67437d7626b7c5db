import { expect, test } from "vitest";
import { newWebhookSecret } from "#server/channels/webhook-secret.ts";
import { randomBase62 } from "#server/ids.ts";
import { mintKey } from "#server/keys/token.ts";
import { formsOf, makeScanner } from "./scanner.ts";

// Signs that no secret has: a letter could complete one that was cut short.
const around = (bytes: Buffer | string) =>
  Buffer.concat([Buffer.from('{"a": "~'), Buffer.from(bytes), Buffer.from('~"}')]);
const found = (secrets: string[], text: Buffer | string) =>
  makeScanner(secrets)
    .find(around(text))
    .map(({ secret }) => secret);

const { token } = mintKey("provisioning");
const password = `correct horse ${randomBase62(12)}`;
const recovery = "k3fd-99xa-mmw2-0q7z";
const totp = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

test.each([
  ["as it is", token],
  ["in hex, as PostgreSQL shows bytea", Buffer.from(token).toString("hex")],
  ["in hex with capitals", Buffer.from(token).toString("hex").toUpperCase()],
  ["in base64", Buffer.from(token).toString("base64")],
  ["in base64url", Buffer.from(token).toString("base64url")],
  ["in a longer word", `Bearer_${token}_`],
])("a token that nobody noted is found %s", (_, text) => {
  expect(found([], text)).toEqual([token]);
});

test.each([
  ["a token whose checksum does not fit", `${token.slice(0, -1)}${token.at(-1) === "A" ? "B" : "A"}`],
  ["the masked form that logs show", `${token.slice(0, 20)}[secret]`],
  ["a placeholder", "st_ing_…"],
  ["a token cut short", token.slice(0, 50)],
])("%s is no secret", (_, text) => {
  expect(found([], text)).toEqual([]);
});

const written: [string, string][] = [
  ["a password", password],
  ["a recovery code", recovery],
  ["a TOTP secret", totp],
  ["a password with quotes and signs", 'pass"wo\\rd&=+/zürich'],
];

test.each(written)("%s that was noted is found in every form", (_, secret) => {
  const bytes = Buffer.from(secret);
  for (const text of [
    secret,
    JSON.stringify(secret),
    encodeURIComponent(secret),
    new URLSearchParams({ secret }).toString(),
    bytes.toString("hex"),
    ...["", "a", "ab"].map((before) => Buffer.from(before + secret + before).toString("base64")),
    ...["", "a", "ab"].map((before) => Buffer.from(before + secret + before).toString("base64url")),
  ])
    expect(found([secret], text), text).toEqual([secret]);
  expect(found([], secret)).toEqual([]);
  expect(found([secret], secret.slice(0, -1))).toEqual([]);
});

test("of a webhook's secret what follows the prefix is enough, and the key in whatever form", () => {
  const secret = newWebhookSecret();
  const key = Buffer.from(secret.slice(6), "base64");
  for (const text of [
    secret.slice(6),
    key.toString("hex"),
    key.toString("base64url"),
    `x${Buffer.from(secret).toString("hex")}`,
  ])
    expect(found([secret], text), text).toEqual([secret]);
  expect(found([secret], newWebhookSecret())).toEqual([]);
});

test("of a token the secret half is enough, of a recovery code the characters, of a TOTP secret the bytes", () => {
  expect(found([token], token.slice(20))).toEqual([token]);
  expect(found([recovery], recovery.replaceAll("-", ""))).toEqual([recovery]);
  const bytes = Buffer.from("48656c6c6f21deadbeef48656c6c6f21deadbeef", "hex");
  expect(found([totp], bytes)).toEqual([]);
  expect(found([totp], bytes.toString("hex"))).toEqual([totp]);
  expect(found([totp], bytes.toString("base64"))).toEqual([totp]);
});

test("many secrets are told apart, with the place of each", () => {
  const secrets = Array.from({ length: 2_000 }, () => randomBase62(14));
  const text = Buffer.from(`${"x".repeat(1_000)}${secrets[7]}${"y".repeat(1_000)}${secrets[1_999]}`);
  expect(makeScanner(secrets).find(text)).toEqual([
    { secret: secrets[7], at: 1_000 },
    { secret: secrets[1_999], at: 2_014 },
  ]);
  expect(formsOf(secrets[0]!).every((form) => form.length >= 8)).toBe(true);
});
