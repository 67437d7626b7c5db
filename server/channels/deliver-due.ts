import { systemQuery } from "../access/index.ts";
import { log } from "../log.ts";
import { runtime } from "../runtime.ts";
import { type Claim, claimDelivery, recordOutcome } from "./attempt.sql.ts";
import type { Outcome } from "./outcome.ts";
import { closeWebhooks, type PostOptions, postWebhook } from "./post-webhook.ts";
import { sendAlertMail } from "./send-alert-mail.ts";

/** Channels that are sent to at a time, each of them one message after another; of one tenant, so that it leaves room to others. */
const AT_ONCE = 32;
const AT_ONCE_OF_TENANT = 8;

interface Running {
  tenantId: string;
  done: Promise<void>;
}

// By channel, of this process.
const running = new Map<string, Running>();

/**
 * Begins to send what is due and not being sent by this process yet. It waits for no receiver, so that a slow one keeps back its own
 * channel alone. At least once: what was sent is sent again, with the same id, if the process ends before it is recorded.
 */
export async function deliverDue(isStopping: () => boolean, options: PostOptions = {}): Promise<void> {
  const due = await systemQuery<{ tenant_id: string; channel_id: string; id: string }>(
    "SELECT * FROM deliveries_due($1::timestamptz)",
    runtime().clock.now(),
  );
  const channels = Map.groupBy(due, (row) => row.channel_id);
  for (const [channelId, rows] of channels) {
    const tenantId = rows[0]!.tenant_id;
    const ofTenant = [...running.values()].filter((one) => one.tenantId === tenantId).length;
    if (running.has(channelId) || running.size >= AT_ONCE || ofTenant >= AT_ONCE_OF_TENANT) continue;
    const ids = rows.map((row) => row.id);
    const done = deliverTo({ tenantId, channelId, ids }, isStopping, options)
      .catch((error) => log.error({ err: error, tenant: tenantId, channel: channelId }, "a delivery was interrupted"))
      .finally(() => running.delete(channelId));
    running.set(channelId, { tenantId, done });
  }
}

/** Resolves when nothing that was begun is under way. */
export async function deliveriesDone(): Promise<void> {
  while (running.size > 0) await Promise.all([...running.values()].map(({ done }) => done));
}

/** The same at the end of the process, with the connections that are kept. */
export async function endDeliveries(): Promise<void> {
  await deliveriesDone();
  closeWebhooks();
}

async function deliverTo(
  { tenantId, channelId, ids }: { tenantId: string; channelId: string; ids: string[] },
  isStopping: () => boolean,
  options: PostOptions,
): Promise<void> {
  const left = [...ids];
  const next = () => (isStopping() ? undefined : left.shift());
  for (let id = next(); id !== undefined; id = next()) {
    let claim = await claimDelivery(tenantId, channelId, id);
    while (claim) {
      const sinceMs = performance.now();
      const outcome = await attempt(claim, options);
      claim = await recordOutcome(claim, outcome, Math.round(performance.now() - sinceMs), next());
    }
  }
}

async function attempt(claim: Claim, options: PostOptions): Promise<Outcome> {
  const { url, id, body, secrets, at } = claim;
  if (url === null) return sendAlertMail(claim);
  if (secrets.length > 0) return postWebhook({ url, id, body, secrets, at }, options);
  return { kind: "failed", status: null, fault: "Its secret cannot be read: rotate it.", isOfReceiver: true };
}
