import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { deliver } from "../tests/alert-message.ts";
import { type Call, openApiServer } from "../tests/api-server.ts";
import { openTestRuntime } from "../tests/database.ts";
import { noteSecret } from "../tests/secrets/register.ts";
import { makeTenant, type TestTenant } from "../tests/tenant.ts";
import { isSigned, openWebhookReceiver, type WebhookReceiver } from "../tests/webhook-receiver.ts";

let tenant: TestTenant;
let receiver: WebhookReceiver;
let call: Call;
beforeAll(async () => {
  await openTestRuntime({ variables: { WEBHOOK_ALLOW: "127.0.0.1/32" } });
  receiver = await openWebhookReceiver();
  tenant = await makeTenant();
  ({ call } = await openApiServer());
});
afterAll(() => receiver.close());

const ask = (method: string, path: string, json?: object, token = tenant.management) =>
  call(`/api/v1/${path}`, { method, token, ...(json ? { json } : {}) });

async function add(over: object = {}) {
  const { json, status } = await ask("POST", "channels", {
    name: "On call",
    kind: "webhook",
    url: receiver.url,
    ...over,
  });
  expect(status).toBe(201);
  noteSecret(json.secret);
  return json as { channel: { id: string }; secret: string };
}

describe("/api/v1/channels", () => {
  it("adds, lists, changes and deletes", async () => {
    const { channel, secret } = await add({ severity_min: "high" });
    expect(secret).toMatch(/^whsec_/);
    expect(channel).toMatchObject({ severity_min: "high", is_on: true, paused_at: null, waiting: 0 });
    expect((await ask("GET", "channels")).json.channels).toEqual([channel]);
    const changed = await ask("PATCH", `channels/${channel.id}`, { is_on: false, severity_min: "low" });
    expect(changed).toMatchObject({ status: 200, json: { id: channel.id, is_on: false, severity_min: "low" } });
    expect((await ask("GET", `channels/${channel.id}`)).json).toEqual(changed.json);
    expect((await ask("POST", `channels/${channel.id}/test`)).status).toBe(409);
    expect((await ask("DELETE", `channels/${channel.id}`)).status).toBe(204);
    expect((await ask("GET", `channels/${channel.id}`)).status).toBe(404);
  });

  it("tests, shows what came of it, and rotates the secret", async () => {
    const { channel, secret } = await add();
    const asked = await ask("POST", `channels/${channel.id}/test`);
    expect(asked).toMatchObject({ status: 202, json: { deliveries: [{ type: "channel.test", state: "waiting" }] } });
    await deliver();
    expect(isSigned(secret, await receiver.next())).toBe(true);
    const page = await ask("GET", `channels/${channel.id}/deliveries?limit=1`);
    expect(page.json).toMatchObject({
      deliveries: [{ channel_id: channel.id, state: "delivered", attempts: [{ number: 1, status: 204, fault: null }] }],
      has_more: false,
    });
    expect((await ask("POST", `deliveries/${page.json.deliveries[0].id}/retry`)).status).toBe(409);
    for (const json of [undefined, { grace_hours: 1 }, { grace_hours: 0 }]) {
      const rotated = await ask("POST", `channels/${channel.id}/rotate-secret`, json);
      noteSecret(rotated.json.secret);
      expect(rotated.json.channel.secrets).toHaveLength(json?.grace_hours === 0 ? 1 : 2);
    }
    expect((await ask("POST", `channels/${channel.id}/resume`)).status).toBe(409);
  });

  it("names faults by the members that were sent", async () => {
    const bad = await ask("POST", "channels", {
      name: "x",
      kind: "webhook",
      url: "https://10.0.0.1/",
      severity_min: "huge",
    });
    expect(bad).toMatchObject({ status: 422, json: { error: { fields: [{ path: "severity_min" }] } } });
    const inner = await ask("POST", "channels", { name: "x", kind: "webhook", url: "https://10.0.0.1/" });
    expect(inner).toMatchObject({ status: 422, json: { error: { code: "invalid", fields: [{ path: "url" }] } } });
    const rotation = await ask("POST", `channels/${(await add()).channel.id}/rotate-secret`, { grace_hours: 169 });
    expect(rotation).toMatchObject({ status: 422, json: { error: { fields: [{ path: "grace_hours" }] } } });
  });

  it("is for management keys, and for no other", async () => {
    const { channel } = await add();
    for (const token of [tenant.ingest, tenant.provisioning])
      for (const [method, path] of [
        ["GET", "channels"],
        ["GET", `channels/${channel.id}`],
        ["GET", `channels/${channel.id}/deliveries`],
        ["POST", `channels/${channel.id}/test`],
        ["POST", `channels/${channel.id}/rotate-secret`],
        ["DELETE", `channels/${channel.id}`],
      ] as const)
        expect((await ask(method, path, undefined, token)).status, `${method} ${path}`).toBe(403);
  });
});
