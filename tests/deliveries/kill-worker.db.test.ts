import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createChannel, listDeliveries, testChannel } from "#server/channels/index.ts";
import { NODE_FLAGS } from "../../scripts/node-flags.mjs";
import { variablesFor } from "../crash/kill.ts";
import { openTestRuntime, superQuery, type TestRuntime } from "../database.ts";
import { noteSecret } from "../secrets/register.ts";
import { makeTenant } from "../tenant.ts";
import { isSigned, openWebhookReceiver, type WebhookReceiver } from "../webhook-receiver.ts";

const WORKER = join(import.meta.dirname, "../../processes/worker.ts");
const ALLOW = { WEBHOOK_ALLOW: "127.0.0.1" };
let runtime: TestRuntime;
let receiver: WebhookReceiver;
beforeAll(async () => {
  runtime = await openTestRuntime({ variables: ALLOW });
  receiver = await openWebhookReceiver();
});
afterAll(() => receiver.close());

async function startWorker(): Promise<ChildProcess> {
  const worker = fork(WORKER, ["--without", "detection"], {
    env: { ...process.env, ...variablesFor(runtime.urls, runtime.dataDir), ...ALLOW },
    execArgv: NODE_FLAGS,
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  await once(worker, "message");
  return worker;
}

async function end(worker: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const gone = once(worker, "exit");
  worker.kill(signal);
  await gone;
}

test("a message whose worker is killed between sending and recording is sent again, with the same id and body", async () => {
  const tenant = await makeTenant();
  const { channel, secret } = await createChannel(tenant.context, {
    name: "On call",
    kind: "webhook",
    url: receiver.url,
  });
  noteSecret(secret!);
  const [asked] = await testChannel(tenant.context, { id: channel.id });
  const log = async () => (await listDeliveries(tenant.context, { channelId: channel.id })).deliveries[0]!;

  receiver.answer = () => {};
  const first = await startWorker();
  const sent = await receiver.next(30_000);
  await end(first, "SIGKILL");
  expect(await log()).toMatchObject({
    state: "waiting",
    attempts: [{ number: 1, status: null, fault: expect.stringContaining("it may have arrived") }],
  });

  // The time that another worker would wait for a sign of life.
  await superQuery(runtime.urls, "UPDATE alert_delivery SET next_at = now() WHERE id = $1", [asked!.id]);
  receiver.answer = (_, response) => void response.writeHead(204).end();
  const second = await startWorker();
  const again = await receiver.next(30_000);
  while ((await log()).state !== "delivered") await sleep(50);
  await end(second, "SIGTERM");
  expect(again).toMatchObject({ id: asked!.id, body: sent.body });
  expect(sent.id).toBe(asked!.id);
  expect(isSigned(secret!, again)).toBe(true);
  expect(receiver.received).toHaveLength(2);
  expect((await log()).attempts).toMatchObject([{ number: 1 }, { number: 2, status: 204, fault: null }]);
});
