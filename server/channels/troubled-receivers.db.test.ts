import type { ServerResponse } from "node:http";
import { describe, expect, it } from "vitest";
import { alertMessage, deliver, raise } from "../../tests/alert-message.ts";
import { superQuery } from "../../tests/database.ts";
import { openWebhookReceiver } from "../../tests/webhook-receiver.ts";
import { answerWith, useWebhooks } from "../../tests/webhook-scene.ts";
import { deliverDue, deliveriesDone, getChannel, resumeChannel, testChannel, updateChannel } from "./index.ts";

const HOUR_MS = 3_600_000;
const scene = useWebhooks();

describe("a receiver in trouble", () => {
  it("that asks for patience gets it: Retry-After holds for all of its messages", async () => {
    const { id } = await scene.addWebhook();
    scene.receiver.answer = answerWith(429, { "retry-after": "3600" });
    await raise(scene.tenant.context, alertMessage(), alertMessage());
    await deliver();
    expect(scene.receiver.received).toHaveLength(1);
    const { throttledUntil, waiting } = await getChannel(scene.tenant.context, { id });
    expect(Date.parse(throttledUntil!) - scene.runtime.clock.now().getTime()).toBeGreaterThan(3_590_000);
    expect(waiting).toBe(2);
    await raise(scene.tenant.context, alertMessage());
    scene.receiver.answer = answerWith(200);
    scene.advance(3_590_000);
    await deliver();
    expect(scene.receiver.received).toHaveLength(1);
    scene.advance(11_000);
    await deliver();
    expect(scene.receiver.received).toHaveLength(4);
    expect(await getChannel(scene.tenant.context, { id })).toMatchObject({
      throttledUntil: null,
      failingSince: null,
      waiting: 0,
    });
  });

  it("that answers 410 is sent nothing more until somebody resumes the channel", async () => {
    const { id } = await scene.addWebhook();
    scene.receiver.answer = answerWith(410);
    await raise(scene.tenant.context, alertMessage(), alertMessage());
    await deliver();
    expect(scene.receiver.received).toHaveLength(1);
    expect(await getChannel(scene.tenant.context, { id })).toMatchObject({
      pausedAt: expect.any(String),
      pauseReason: expect.stringContaining("410"),
      waiting: 2,
    });
    await raise(scene.tenant.context, alertMessage());
    scene.advance(30 * 24 * HOUR_MS);
    await deliver();
    expect(scene.receiver.received).toHaveLength(1);
    await expect(testChannel(scene.tenant.context, { id })).rejects.toMatchObject({ code: "conflict" });
    scene.receiver.answer = answerWith(200);
    expect(await resumeChannel(scene.tenant.context, { id })).toMatchObject({ pausedAt: null, pauseReason: null });
    await deliver();
    expect(scene.receiver.received).toHaveLength(3);
    await expect(resumeChannel(scene.tenant.context, { id })).rejects.toMatchObject({ code: "conflict" });
    const acts = await superQuery<{ action: string }>(
      scene.runtime.urls,
      "SELECT action FROM event WHERE tenant_id = $1 AND action LIKE 'channel.%' ORDER BY seq",
      [scene.tenant.id],
    );
    expect(acts.map(({ action }) => action)).toEqual(
      expect.arrayContaining(["channel.created", "channel.paused", "channel.resumed"]),
    );
  });

  it("is paused after a day and ten attempts without a success, and not before", async () => {
    const { id } = await scene.addWebhook();
    scene.receiver.answer = answerWith(500);
    await raise(scene.tenant.context, alertMessage(), alertMessage());
    for (let hour = 0; hour < 23; hour++) {
      await deliver();
      scene.advance(HOUR_MS);
    }
    const attempts = scene.receiver.received.length;
    expect(attempts).toBeGreaterThanOrEqual(10);
    expect((await getChannel(scene.tenant.context, { id })).pausedAt).toBeNull();
    scene.advance(2 * HOUR_MS);
    await raise(scene.tenant.context, alertMessage());
    await deliver();
    const paused = await getChannel(scene.tenant.context, { id });
    expect(paused).toMatchObject({
      pausedAt: expect.any(String),
      pauseReason: expect.stringMatching(/in \d+ attempts/),
    });
    const sent = scene.receiver.received.length;
    scene.advance(48 * HOUR_MS);
    await deliver();
    expect(scene.receiver.received).toHaveLength(sent);
  });

  it("is not paused when something came through in between", async () => {
    const { id } = await scene.addWebhook();
    for (let day = 0; day < 3; day++) {
      scene.receiver.answer = answerWith(500);
      await raise(scene.tenant.context, alertMessage());
      for (let hour = 0; hour < 12; hour++) {
        await deliver();
        scene.advance(HOUR_MS);
      }
      scene.receiver.answer = answerWith(200);
      await raise(scene.tenant.context, alertMessage());
      scene.advance(HOUR_MS);
      await deliver();
      scene.advance(11 * HOUR_MS);
    }
    expect((await getChannel(scene.tenant.context, { id })).pausedAt).toBeNull();
  });

  it("keeps nobody else waiting", async () => {
    const slow = await openWebhookReceiver();
    const held: ServerResponse[] = [];
    slow.answer = (_, response) => void held.push(response);
    try {
      const slowIds = [];
      for (let i = 0; i < 3; i++) slowIds.push((await scene.addWebhook({ url: slow.url })).id);
      const quick = await scene.addWebhook();
      await raise(scene.tenant.context, alertMessage(), alertMessage());
      await deliverDue(() => false);
      for (let i = 0; i < 3; i++) await slow.next();
      await scene.receiver.next();
      await scene.receiver.next();
      // The slow ones are still being waited for, and more comes through beside them.
      await raise(scene.tenant.context, alertMessage());
      for (;;) {
        await deliverDue(() => false);
        if (scene.receiver.received.length === 3) break;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      expect(slow.received).toHaveLength(3);
      slow.answer = answerWith(200);
      for (const response of held) response.writeHead(200).end();
      await deliveriesDone();
      await deliver();
      for (const id of [...slowIds, quick.id]) expect((await getChannel(scene.tenant.context, { id })).waiting).toBe(0);
    } finally {
      await slow.close();
    }
  });

  it("with thousands of messages hides those of nobody", async () => {
    await scene.addWebhook({ url: "http://127.0.0.1:1/" });
    const quick = await scene.addWebhook();
    await raise(scene.tenant.context, ...Array.from({ length: 1_500 }, () => alertMessage()));
    await superQuery(
      scene.runtime.urls,
      "UPDATE alert_delivery SET state = 'delivered', next_at = NULL WHERE channel_id = $1",
      [quick.id],
    );
    await testChannel(scene.tenant.context, { id: quick.id });
    await deliver();
    expect(scene.receiver.received).toHaveLength(1);
  });
});

describe("a channel that many messages go to", () => {
  it("can be switched off and on meanwhile, and each message comes once", async () => {
    const { id } = await scene.addWebhook();
    await raise(scene.tenant.context, ...Array.from({ length: 60 }, () => alertMessage()));
    const switching = (async () => {
      for (let i = 0; i < 10; i++) await updateChannel(scene.tenant.context, { id, isOn: i % 2 === 1 });
    })();
    for (let i = 0; i < 10; i++) await deliver();
    await switching;
    while ((await getChannel(scene.tenant.context, { id })).waiting > 0) await deliver();
    expect(new Set(scene.idsGot()).size).toBe(60);
    expect(scene.receiver.received).toHaveLength(60);
  });
});

describe("off and on", () => {
  it("what waits while a channel is off goes out when it is on again; what is raised meanwhile does not come to it", async () => {
    const { id } = await scene.addWebhook();
    await raise(scene.tenant.context, alertMessage());
    await updateChannel(scene.tenant.context, { id, isOn: false });
    await raise(scene.tenant.context, alertMessage());
    await deliver();
    expect(scene.receiver.received).toEqual([]);
    expect((await scene.logOf(id)).map(({ nextAt }) => nextAt)).toEqual([null]);
    await updateChannel(scene.tenant.context, { id, isOn: true });
    await deliver();
    expect(scene.receiver.received).toHaveLength(1);
  });
});
