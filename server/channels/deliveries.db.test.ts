import { describe, expect, it } from "vitest";
import { alertMessage, deliver, raise } from "../../tests/alert-message.ts";
import { superQuery } from "../../tests/database.ts";
import { noteSecret } from "../../tests/secrets/register.ts";
import { newEvent, sendEvents } from "../../tests/tenant.ts";
import { isSigned, openWebhookReceiver } from "../../tests/webhook-receiver.ts";
import { answerWith, useWebhooks } from "../../tests/webhook-scene.ts";
import { getEvent } from "../events/index.ts";
import type { MatchableEvent } from "../query/index.ts";
import {
  type ChannelInput,
  deliverDue,
  deliveriesDone,
  retryDelivery,
  rotateChannelSecret,
  testChannel,
} from "./index.ts";

const HOUR_MS = 3_600_000;
const scene = useWebhooks();

describe("what is sent", () => {
  it("is the alert as JSON, signed over id, time and the very bytes, with the alert's page", async () => {
    const { id, secret } = await scene.addWebhook();
    const message = alertMessage({ entity: { type: "actor", id: "u_1", name: 'Zoë "\u2028"' } });
    await raise(scene.tenant.context, message);
    await deliver();
    const got = await scene.receiver.next();
    expect(isSigned(secret, got)).toBe(true);
    expect(isSigned(secret, { ...got, body: `${got.body} ` })).toBe(false);
    expect(Math.abs(got.timestampS * 1000 - scene.runtime.clock.now().getTime())).toBeLessThan(60_000);
    expect(got.headers).toMatchObject({ "content-type": "application/json", host: `127.0.0.1:${scene.receiver.port}` });
    expect(got.path).toBe("/alerts?token=of-the-receiver");
    expect(got.message).toMatchObject({
      type: "alert.raised",
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      data: {
        tenant: { id: scene.tenant.id, slug: scene.tenant.slug, name: `Tenant ${scene.tenant.slug}` },
        alert: {
          id: message.id,
          source: "impossible_travel",
          rule_id: null,
          severity: "high",
          entity: { type: "actor", id: "u_1", name: 'Zoë "\u2028"' },
          seqs: [4, 9],
          first_at: message.firstAt.toISOString(),
          explanation: { window: { to: new Date(message.explanation.window.toMs).toISOString() } },
          url: `http://audit.test/t/${scene.tenant.slug}/alerts/${message.id}`,
        },
      },
    });
    const [entry] = await scene.logOf(id);
    expect(entry).toMatchObject({
      id: got.id,
      alertId: message.id,
      state: "delivered",
      body: got.body,
      title: message.title,
    });
    expect(entry!.attempts).toMatchObject([{ number: 1, status: 204, fault: null }]);
  });

  it("goes to the channels whose severity and query fit, and to none that is off", async () => {
    const add = async (over: Partial<ChannelInput>) => (await scene.addWebhook(over)).id;
    const all = await add({});
    const critical = await add({ severityMin: "critical" });
    const denied = await add({ query: "outcome:denied actor:mika" });
    const off = await add({ isOn: false });
    const { receipts } = await sendEvents(scene.tenant.ingest, [
      newEvent({ outcome: "denied", actor: { type: "user", id: "mika" } }),
      newEvent({ outcome: "success", actor: { type: "user", id: "mika" } }),
    ]);
    const [one, other] = await Promise.all(receipts.map((receipt) => getEvent(scene.tenant.context, receipt!.id)));
    const [first, second, alone] = [
      alertMessage({ severity: "medium", event: one as MatchableEvent }),
      alertMessage({ severity: "critical", event: other as MatchableEvent }),
      alertMessage({ severity: "low" }),
    ];
    await raise(scene.tenant.context, first, second, alone);
    const alertsOf = async (id: string) => new Set((await scene.logOf(id)).map(({ alertId }) => alertId));
    expect(await alertsOf(all)).toEqual(new Set([first.id, second.id, alone.id]));
    expect(await alertsOf(critical)).toEqual(new Set([second.id]));
    expect(await alertsOf(denied)).toEqual(new Set([first.id]));
    expect(await alertsOf(off)).toEqual(new Set());
  });

  it("a test stands in the log as one, and no message is lost when nothing comes back", async () => {
    const { id, secret } = await scene.addWebhook();
    const [asked] = await testChannel(scene.tenant.context, { id });
    expect(asked).toMatchObject({ alertId: null, type: "channel.test", state: "waiting", attempts: [] });
    scene.receiver.answer = (_, response) => void response.destroy();
    await deliver();
    const [failed] = await scene.logOf(id);
    expect(failed).toMatchObject({
      state: "waiting",
      attempts: [{ status: null, fault: expect.stringContaining("closed") }],
    });
    scene.receiver.answer = answerWith(200);
    await scene.toNextAttempt(id);
    await deliver();
    expect(new Set(scene.idsGot())).toEqual(new Set([asked!.id]));
    expect(scene.receiver.received).toHaveLength(2);
    expect(scene.receiver.received.every((one) => isSigned(secret, one))).toBe(true);
    expect(scene.receiver.received[0]!.body).toBe(scene.receiver.received[1]!.body);
    expect((await scene.logOf(id))[0]).toMatchObject({ state: "delivered", nextAt: null });
  });

  it("follows on the same connection", async () => {
    await scene.addWebhook();
    await raise(scene.tenant.context, alertMessage(), alertMessage(), alertMessage());
    await deliver();
    expect(new Set(scene.receiver.received.map(({ clientPort }) => clientPort)).size).toBe(1);
    expect(scene.receiver.received).toHaveLength(3);
  });
});

describe("failures", () => {
  it("are tried again over eighteen hours, then given up, and once more when somebody asks", async () => {
    const { id } = await scene.addWebhook();
    scene.receiver.answer = answerWith(400);
    await raise(scene.tenant.context, alertMessage());
    const waits: number[] = [];
    for (let attempt = 1; attempt < 9; attempt++) {
      await deliver();
      const beforeMs = scene.runtime.clock.now().getTime();
      await scene.toNextAttempt(id);
      waits.push((scene.runtime.clock.now().getTime() - beforeMs) / 1000);
      expect(scene.receiver.received).toHaveLength(attempt);
    }
    for (const [i, seconds] of [5, 30, 120, 600, 1_800, 7_200, 18_000, 36_000].entries()) {
      expect(waits[i]).toBeGreaterThan(seconds * 0.95);
      expect(waits[i]).toBeLessThan(seconds * 1.2 + 2);
    }
    await deliver();
    const [given] = await scene.logOf(id);
    expect(given).toMatchObject({ state: "failed", nextAt: null });
    expect(given!.attempts).toHaveLength(9);
    expect(given!.attempts.every(({ status, fault }) => status === 400 && fault === "It answered 400.")).toBe(true);
    scene.advance(48 * HOUR_MS);
    await deliver();
    expect(scene.receiver.received).toHaveLength(9);
    scene.receiver.answer = answerWith(200);
    expect(await retryDelivery(scene.tenant.context, { id: given!.id })).toMatchObject({ state: "waiting" });
    await deliver();
    expect(await scene.logOf(id)).toMatchObject([{ id: given!.id, state: "delivered" }]);
    expect(new Set(scene.idsGot()).size).toBe(1);
    await expect(retryDelivery(scene.tenant.context, { id: given!.id })).rejects.toMatchObject({ code: "conflict" });
  });

  it("a redirect is followed nowhere and is a failure", async () => {
    const { id } = await scene.addWebhook();
    const inner = await openWebhookReceiver();
    try {
      for (const status of [301, 302, 307, 308]) {
        scene.receiver.answer = answerWith(status, { location: inner.url });
        await testChannel(scene.tenant.context, { id });
        scene.advance(HOUR_MS);
        await deliver();
      }
      expect(inner.received).toEqual([]);
      const faults = (await scene.logOf(id)).flatMap(({ attempts }) =>
        attempts.map(({ status, fault }) => ({ status, fault })),
      );
      expect(faults.map(({ status }) => status)).toEqual(expect.arrayContaining([301, 302, 307, 308]));
      for (const { fault } of faults) expect(fault).toBe("It answered with a redirect, which is not followed.");
    } finally {
      await inner.close();
    }
  });

  it("a host that leads elsewhere by then is not sent to: every sending asks DNS anew, once, and connects to what was checked", async () => {
    const { id, secret } = await scene.addWebhook();
    await superQuery(scene.runtime.urls, "UPDATE alert_channel SET url = $2 WHERE id = $1", [
      id,
      `http://rebound.example.com:${scene.receiver.port}/`,
    ]);
    const asked: string[] = [];
    const resolving = (address: string) => ({
      resolve: async (host: string) => {
        asked.push(host);
        return [address];
      },
    });
    await testChannel(scene.tenant.context, { id });
    await deliverDue(() => false, resolving("127.0.0.2"));
    await deliveriesDone();
    expect(scene.receiver.received).toEqual([]);
    expect((await scene.logOf(id))[0]!.attempts).toMatchObject([
      { status: null, fault: expect.stringContaining("leads to no public host") },
    ]);
    await scene.toNextAttempt(id);
    await deliverDue(() => false, resolving("127.0.0.1"));
    await deliveriesDone();
    expect(asked).toEqual(["rebound.example.com", "rebound.example.com"]);
    const got = await scene.receiver.next();
    expect(got.headers.host).toBe(`rebound.example.com:${scene.receiver.port}`);
    expect(isSigned(secret, got)).toBe(true);
  });

  it("a long answer is cut off, and one that never ends holds nothing up", async () => {
    const { id } = await scene.addWebhook();
    scene.receiver.answer = (_, response) => {
      response.writeHead(200);
      const more = setInterval(() => response.write("x".repeat(65_536)), 1);
      response.on("close", () => clearInterval(more));
    };
    await testChannel(scene.tenant.context, { id });
    await deliver();
    expect((await scene.logOf(id))[0]).toMatchObject({ state: "delivered" });
  });

  it("no answer in time is a failure", async () => {
    const { id } = await scene.addWebhook();
    scene.receiver.answer = () => {};
    await testChannel(scene.tenant.context, { id });
    await deliverDue(() => false, { msMax: 200 });
    await deliveriesDone();
    expect((await scene.logOf(id))[0]!.attempts).toMatchObject([
      { status: null, fault: "There was no answer within 0.2 s." },
    ]);
  });
});

describe("secrets", () => {
  it("both sign while they overlap, then the new one alone", async () => {
    const { id, secret: old } = await scene.addWebhook();
    const { secret, channel } = await rotateChannelSecret(scene.tenant.context, { id, graceHours: 2 });
    noteSecret(secret!);
    expect(channel.secrets).toMatchObject([{ validUntil: null }, { validUntil: expect.any(String) }]);
    await testChannel(scene.tenant.context, { id });
    await deliver();
    const both = await scene.receiver.next();
    expect([isSigned(old, both), isSigned(secret!, both)]).toEqual([true, true]);
    expect(both.signature.split(" ")).toHaveLength(2);
    scene.advance(2 * HOUR_MS + 1);
    await testChannel(scene.tenant.context, { id });
    await deliver();
    const alone = await scene.receiver.next();
    expect([isSigned(old, alone), isSigned(secret!, alone)]).toEqual([false, true]);
    const at = await rotateChannelSecret(scene.tenant.context, { id, graceHours: 0 });
    noteSecret(at.secret!);
    expect(at.channel.secrets).toHaveLength(1);
    await testChannel(scene.tenant.context, { id });
    await deliver();
    const last = await scene.receiver.next();
    expect([isSigned(secret!, last), isSigned(at.secret!, last)]).toEqual([false, true]);
  });

  it("that cannot be read are a failure that says so", async () => {
    const { id } = await scene.addWebhook();
    await superQuery(
      scene.runtime.urls,
      "UPDATE alert_channel_secret SET secret = secret || '\\x00' WHERE channel_id = $1",
      [id],
    );
    await testChannel(scene.tenant.context, { id });
    await deliver();
    expect(scene.receiver.received).toEqual([]);
    expect((await scene.logOf(id))[0]!.attempts).toMatchObject([{ fault: "Its secret cannot be read: rotate it." }]);
    noteSecret((await rotateChannelSecret(scene.tenant.context, { id, graceHours: 0 })).secret!);
    await scene.toNextAttempt(id);
    await deliver();
    expect(scene.receiver.received).toHaveLength(1);
  });

  it("stand nowhere in the clear", async () => {
    const { id, secret } = await scene.addWebhook();
    await testChannel(scene.tenant.context, { id });
    await deliver();
    const rows = await superQuery<{ text: string }>(
      scene.runtime.urls,
      `SELECT row_to_json(c)::text AS text FROM alert_channel c UNION ALL SELECT row_to_json(s)::text FROM alert_channel_secret s
       UNION ALL SELECT row_to_json(d)::text FROM alert_delivery d UNION ALL SELECT row_to_json(e)::text FROM event e`,
    );
    const all = rows.map(({ text }) => text).join("\n");
    const bytes = Buffer.from(secret.slice(6), "base64");
    for (const form of [secret.slice(6), bytes.toString("hex"), Buffer.from(secret).toString("hex")])
      expect(all).not.toContain(form);
  });
});
