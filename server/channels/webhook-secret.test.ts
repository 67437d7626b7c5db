import { randomBytes } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { isSigned } from "../../tests/webhook-receiver.ts";
import { setMacKeys } from "../macs.ts";
import { newWebhookSecret, openWebhookSecret, sealWebhookSecret, signWebhook } from "./webhook-secret.ts";

const OWNER = { tenantId: "0198c1d2-0000-7000-8000-000000000001", channelId: "0198c1d2-0000-7000-8000-000000000002" };
const MESSAGE = { id: "msg_1", timestampS: 1_700_000_000, body: '{"text":"Zoë"}' };

describe("signWebhook", () => {
  it("gives the signature that Standard Webhooks publishes", () => {
    const signature = signWebhook(["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"], {
      id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
      timestampS: 1_614_265_330,
      body: '{"test": 2432232314}',
    });
    expect(signature).toBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  });

  it("signs with every secret, and any change of the message breaks each", () => {
    const secrets = [newWebhookSecret(), newWebhookSecret()];
    const signature = signWebhook(secrets, MESSAGE);
    expect(signature.split(" ")).toHaveLength(2);
    for (const secret of secrets) {
      expect(isSigned(secret, { ...MESSAGE, signature })).toBe(true);
      for (const over of [{ id: "msg_2" }, { timestampS: 1_700_000_001 }, { body: '{"text":"Zoe"}' }])
        expect(isSigned(secret, { ...MESSAGE, signature, ...over })).toBe(false);
    }
    expect(isSigned(newWebhookSecret(), { ...MESSAGE, signature })).toBe(false);
  });
});

describe("secrets", () => {
  beforeAll(() => setMacKeys(randomBytes(32)));

  it("are 32 random bytes in base64 behind whsec_", () => {
    const [one, another] = [newWebhookSecret(), newWebhookSecret()];
    expect(one).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(another).not.toBe(one);
  });

  it("are sealed for one channel of one tenant, differently each time", () => {
    const secret = newWebhookSecret();
    const sealed = sealWebhookSecret(secret, OWNER);
    expect(openWebhookSecret(sealed, OWNER)).toBe(secret);
    expect(sealed.includes(secret)).toBe(false);
    expect(sealWebhookSecret(secret, OWNER).equals(sealed)).toBe(false);
    expect(() => openWebhookSecret(sealed, { ...OWNER, tenantId: OWNER.channelId })).toThrow();
    expect(() => openWebhookSecret(sealed, { ...OWNER, channelId: OWNER.tenantId })).toThrow();
    for (let at = 0; at < sealed.length; at += 7) {
      const changed = Buffer.from(sealed);
      changed[at] = changed[at]! ^ 1;
      expect(() => openWebhookSecret(changed, OWNER)).toThrow();
    }
  });
});
