import { createHmac, randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { VERIFY_SNIPPET } from "./verify-snippet.ts";

type Check = (headers: Record<string, string>, body: string, secret: string) => boolean;
const { isFromSealtrail } = (await import(`data:text/javascript,${encodeURIComponent(VERIFY_SNIPPET)}`)) as {
  isFromSealtrail: Check;
};

const secret = `whsec_${randomBytes(32).toString("base64")}`;
const sign = (secret: string, text: string) =>
  `v1,${createHmac("sha256", Buffer.from(secret.slice(6), "base64"))
    .update(text)
    .digest("base64")}`;
function headers(body: string, { atS = Math.floor(Date.now() / 1000), by = [secret] } = {}) {
  const signature = by.map((one) => sign(one, `msg_1.${atS}.${body}`)).join(" ");
  return { "webhook-id": "msg_1", "webhook-timestamp": String(atS), "webhook-signature": signature };
}
const other = `whsec_${randomBytes(32).toString("base64")}`;

test("takes what was signed with the secret, also beside another signature", () => {
  expect(isFromSealtrail(headers('{"a":1}'), '{"a":1}', secret)).toBe(true);
  expect(isFromSealtrail(headers("{}", { by: [other, secret] }), "{}", secret)).toBe(true);
});

test("refuses another secret, other bytes, an old request and one without headers", () => {
  expect(isFromSealtrail(headers("{}", { by: [other] }), "{}", secret)).toBe(false);
  expect(isFromSealtrail(headers("{}"), "{ }", secret)).toBe(false);
  expect(isFromSealtrail(headers("{}", { atS: Math.floor(Date.now() / 1000) - 301 }), "{}", secret)).toBe(false);
  expect(isFromSealtrail({}, "{}", secret)).toBe(false);
});
