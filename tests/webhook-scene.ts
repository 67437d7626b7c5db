import type { ServerResponse } from "node:http";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import {
  type ChannelInput,
  createChannel,
  type Delivery,
  endDeliveries,
  listDeliveries,
} from "#server/channels/index.ts";
import { openTestRuntime, superQuery, type TestRuntime } from "./database.ts";
import { noteSecret } from "./secrets/register.ts";
import { makeTenant, type TestTenant } from "./tenant.ts";
import { openWebhookReceiver, type ReceivedWebhook, type WebhookReceiver } from "./webhook-receiver.ts";

/** A tenant and a receiver of its webhooks, new for each test of the file; the clock goes on from test to test. */
export interface WebhookScene {
  runtime: TestRuntime;
  tenant: TestTenant;
  receiver: WebhookReceiver;
  /** A webhook to the receiver, unless the input says otherwise. */
  addWebhook(over?: Partial<ChannelInput>): Promise<{ id: string; secret: string }>;
  logOf(channelId: string): Promise<Delivery[]>;
  idsGot(): string[];
  advance(ms: number): void;
  /** Lets time pass to just after the channel's newest message is tried next. */
  toNextAttempt(channelId: string): Promise<void>;
}

export function useWebhooks(): WebhookScene {
  const scene: WebhookScene = {
    // Set by the hooks below.
    ...({} as Pick<WebhookScene, "runtime" | "tenant" | "receiver">),
    async addWebhook(over = {}) {
      const input = { name: "On call", kind: "webhook", url: scene.receiver.url, ...over } as const;
      const { channel, secret } = await createChannel(scene.tenant.context, input);
      noteSecret(secret!);
      return { id: channel.id, secret: secret! };
    },
    async logOf(channelId) {
      return (await listDeliveries(scene.tenant.context, { channelId })).deliveries;
    },
    idsGot: () => scene.receiver.received.map(({ id }) => id),
    advance(ms) {
      scene.runtime.clock.offsetMs += ms;
    },
    async toNextAttempt(channelId) {
      const [newest] = await scene.logOf(channelId);
      scene.advance(Date.parse(newest!.nextAt!) - scene.runtime.clock.now().getTime() + 1);
    },
  };
  beforeAll(async () => {
    scene.runtime = await openTestRuntime({ variables: { WEBHOOK_ALLOW: "127.0.0.1/32" } });
  });
  afterAll(endDeliveries);
  beforeEach(async () => {
    // What another test left waiting is not due in this one.
    await superQuery(scene.runtime.urls, "DELETE FROM alert_channel");
    scene.tenant = await makeTenant();
    scene.receiver = await openWebhookReceiver();
  });
  afterEach(() => scene.receiver.close());
  return scene;
}

/** An answer of the receiver. */
export const answerWith =
  (status: number, headers: Record<string, string> = {}) =>
  (_: ReceivedWebhook, response: ServerResponse) =>
    void response.writeHead(status, headers).end("no");
