import { inTenant, type TenantTransaction } from "../access/index.ts";
import { uuidv7 } from "../ids.ts";
import { runtime } from "../runtime.ts";
import { type ChannelRow, PARKED, targetOfChannel } from "./channel-rows.ts";
import { type Outcome, restMs, retryDelayMs } from "./outcome.ts";
import type { ChannelKind } from "./schemas.ts";
import { upkeepOf } from "./upkeep.ts";
import { openWebhookSecret } from "./webhook-secret.ts";

/** An attempt that one worker may make now. */
export interface Claim {
  tenantId: string;
  id: string;
  channelId: string;
  kind: ChannelKind;
  url: string | null;
  body: string;
  secrets: string[];
  /** Of this attempt, from 1. */
  number: number;
  leaseId: string;
  at: Date;
}

/** Longer than an attempt takes: a worker that says nothing for so long is gone, and the message is sent again. */
export const LEASE_MS = 60_000;
/** A channel with so many failed attempts, and without a success for so long, is paused. */
const PAUSE_MS = 24 * 3_600_000;
const PAUSE_ATTEMPTS = 10;
const OPEN_FAULT = "No outcome was recorded: it is under way, or the worker ended and it may have arrived.";

interface ClaimedRow {
  attempts: number;
  body: string;
  kind: ChannelKind;
  url: string | null;
  secrets: Uint8Array[] | null;
}

/**
 * Takes a message that is due, and notes the attempt; undefined where another worker has it, or its channel sends nothing now: then its
 * messages are put where the channel's state wants them. Over the primary keys; locks the message until the lease stands.
 */
export async function claimDelivery(tenantId: string, channelId: string, id: string): Promise<Claim | undefined> {
  return inTenant(upkeepOf(tenantId), "channels.manage", (tx) => claimIn(tx, channelId, id));
}

async function claimIn(tx: TenantTransaction, channelId: string, id: string): Promise<Claim | undefined> {
  const { tenantId } = tx;
  const at = runtime().clock.now();
  const leaseId = uuidv7(at.getTime());
  const [row] = await tx.run<ClaimedRow>(
    `WITH claimed AS (
         UPDATE alert_delivery d SET lease_id = $4::uuid, next_at = $6::timestamptz, attempts = d.attempts + 1
           FROM alert_channel c
          WHERE d.tenant_id = $1::uuid AND d.id = $3::uuid AND d.state = 'waiting' AND d.next_at <= $5::timestamptz
            AND c.tenant_id = $1::uuid AND c.id = $2::uuid AND c.is_on AND c.paused_at IS NULL
            AND (c.throttled_until IS NULL OR c.throttled_until <= $5::timestamptz)
         RETURNING d.attempts, d.body, c.kind, c.url
       ), noted AS (
         INSERT INTO alert_attempt (tenant_id, delivery_id, number, at, fault, took_ms)
         SELECT $1::uuid, $3::uuid, attempts, $5::timestamptz, $7::text, 0 FROM claimed
       )
       SELECT claimed.*, (SELECT array_agg(s.secret ORDER BY s.created_at DESC, s.id DESC) FROM alert_channel_secret s
                           WHERE s.tenant_id = $1::uuid AND s.channel_id = $2::uuid
                             AND (s.valid_until IS NULL OR s.valid_until > $5::timestamptz)) AS secrets
         FROM claimed`,
    [tenantId, channelId, id, leaseId, at, new Date(at.getTime() + LEASE_MS), OPEN_FAULT],
  );
  if (!row) {
    await holdBack(tx, channelId, at);
    return undefined;
  }
  const { attempts: number, secrets, ...rest } = row;
  const opened = (secrets ?? []).flatMap((sealed) => openedSecret(sealed, { tenantId, channelId }));
  return { tenantId, id, channelId, ...rest, secrets: opened, number, leaseId, at };
}

/** None where the master key is another by now: that is a failure to be told of, not one to stumble over again and again. */
function openedSecret(sealed: Uint8Array, owner: { tenantId: string; channelId: string }): string[] {
  try {
    return [openWebhookSecret(sealed, owner)];
  } catch {
    return [];
  }
}

/** Messages of a channel that is paused, off or throttled are due no sooner than it sends again. Over alert_delivery_waiting_idx. */
async function holdBack(tx: TenantTransaction, channelId: string, now: Date): Promise<void> {
  await lockRow(tx, channelId);
  const channel = await tx.db.alertChannel.findUnique({
    where: { tenantId_id: { tenantId: tx.tenantId, id: channelId } },
  });
  if (!channel) return;
  const { isOn, pausedAt, throttledUntil } = channel;
  const until = !isOn || pausedAt ? PARKED : throttledUntil;
  if (until && until > now) await postpone(tx, channelId, until);
}

/** Whoever changes several messages of a channel holds its row first, so that nobody waits for each other. Primary key; NO KEY UPDATE. */
async function lockRow(tx: TenantTransaction, channelId: string): Promise<void> {
  await tx.run("SELECT FROM alert_channel WHERE tenant_id = $1::uuid AND id = $2::uuid FOR NO KEY UPDATE", [
    tx.tenantId,
    channelId,
  ]);
}

async function postpone(tx: TenantTransaction, channelId: string, until: Date): Promise<void> {
  await tx.db.alertDelivery.updateMany({
    where: { tenantId: tx.tenantId, channelId, state: "waiting", nextAt: { lt: until } },
    data: { nextAt: until },
  });
}

/** What only waited for the receiver goes out at once; what it refused keeps to its times. Over alert_delivery_waiting_idx. */
async function releaseUntried(tx: TenantTransaction, channelId: string, now: Date): Promise<void> {
  await tx.db.alertDelivery.updateMany({
    where: { tenantId: tx.tenantId, channelId, state: "waiting", attempts: 0, nextAt: { gt: now, lt: PARKED } },
    data: { nextAt: now },
  });
}

/**
 * Stores what came of an attempt, and what follows from it for the message and its channel. In the same transaction takes the channel's next
 * message, if one is named.
 */
export async function recordOutcome(
  claim: Claim,
  outcome: Outcome,
  tookMs: number,
  nextId?: string,
): Promise<Claim | undefined> {
  const now = runtime().clock.now();
  return inTenant(upkeepOf(claim.tenantId), "channels.manage", async (tx) => {
    await lockRow(tx, claim.channelId);
    if (outcome.kind === "delivered") await storeSuccess(tx, claim, { status: outcome.status, tookMs, now });
    else await storeFailure(tx, claim, outcome, { tookMs, now });
    return nextId === undefined ? undefined : claimIn(tx, claim.channelId, nextId);
  });
}

/** Whoever has the lease by now: it has arrived. One statement, over the primary keys. */
async function storeSuccess(
  tx: TenantTransaction,
  claim: Claim,
  { status, tookMs, now }: { status: number | null; tookMs: number; now: Date },
): Promise<void> {
  const recovered = await tx.run(
    `WITH noted AS (
       UPDATE alert_attempt SET status = $5, fault = NULL, took_ms = $6
        WHERE tenant_id = $1::uuid AND delivery_id = $3::uuid AND number = $4
     ), delivered AS (
       UPDATE alert_delivery SET state = 'delivered', next_at = NULL, lease_id = NULL, finished_at = $7::timestamptz
        WHERE tenant_id = $1::uuid AND id = $3::uuid AND state = 'waiting'
     )
     UPDATE alert_channel SET failing_since = NULL, throttled_until = NULL
      WHERE tenant_id = $1::uuid AND id = $2::uuid AND failing_since IS NOT NULL RETURNING id`,
    [tx.tenantId, claim.channelId, claim.id, claim.number, status, tookMs, now],
  );
  if (recovered.length > 0) await releaseUntried(tx, claim.channelId, now);
}

type Failure = Exclude<Outcome, { kind: "delivered" }>;

const faultOf = (outcome: Failure) =>
  outcome.kind === "gone" ? "It answered 410: it wants no more messages." : outcome.fault;

async function storeFailure(
  tx: TenantTransaction,
  claim: Claim,
  outcome: Failure,
  { tookMs, now }: { tookMs: number; now: Date },
): Promise<void> {
  const ofTenant = { tenantId: tx.tenantId };
  await tx.db.alertAttempt.updateMany({
    where: { ...ofTenant, deliveryId: claim.id, number: claim.number },
    data: { status: outcome.status, fault: faultOf(outcome), tookMs },
  });
  const isOver = outcome.kind === "failed" && (outcome.isFinal || retryDelayMs(claim.number) === undefined);
  const delayMs = Math.max(retryDelayMs(claim.number) ?? 0, (outcome.kind === "failed" && outcome.retryAfterMs) || 0);
  await tx.db.alertDelivery.updateMany({
    where: { ...ofTenant, id: claim.id, leaseId: claim.leaseId, state: "waiting" },
    data: isOver
      ? { state: "failed", nextAt: null, leaseId: null, finishedAt: now }
      : { nextAt: new Date(now.getTime() + delayMs), leaseId: null },
  });
  if (outcome.kind === "failed" && outcome.isFinal) return;
  const key = { tenantId_id: { tenantId: tx.tenantId, id: claim.channelId } };
  const channel = await tx.db.alertChannel.findUnique({ where: key });
  // It was deleted, or sent elsewhere, while this was under way.
  if (!channel || channel.url !== claim.url) return;
  const failingSince = channel.failingSince ?? claim.at;
  if (channel.failingSince === null) await tx.db.alertChannel.update({ where: key, data: { failingSince } });
  if (channel.pausedAt) return postpone(tx, channel.id, PARKED);
  if (outcome.kind === "gone")
    return pauseChannel(tx, channel, now, { reason: "The receiver answered 410: it wants no more messages." });
  const failed = await failedSince(tx, channel.id, failingSince, now);
  if (failed >= PAUSE_ATTEMPTS)
    return pauseChannel(tx, channel, now, {
      reason: `Nothing was delivered since ${failingSince.toISOString()}, in ${failed} attempts.`,
      failed_attempts: failed,
    });
  if (!outcome.isOfReceiver) return;
  const until = new Date(now.getTime() + restMs(outcome, now.getTime() - failingSince.getTime()));
  await tx.db.alertChannel.update({ where: key, data: { throttledUntil: until } });
  await postpone(tx, channel.id, until);
}

/** Failed attempts since then; 0 before a day is over. Over alert_delivery_channel_idx and the primary key of alert_attempt. */
async function failedSince(tx: TenantTransaction, channelId: string, since: Date, now: Date): Promise<number> {
  if (now.getTime() - since.getTime() < PAUSE_MS) return 0;
  return tx.db.alertAttempt.count({
    where: { tenantId: tx.tenantId, at: { gte: since }, fault: { not: null }, delivery: { channelId } },
  });
}

/** Stops a channel until somebody resumes it; what waits stays. */
async function pauseChannel(
  tx: TenantTransaction,
  channel: ChannelRow,
  now: Date,
  { reason, ...metadata }: { reason: string; failed_attempts?: number },
): Promise<void> {
  await tx.db.alertChannel.update({
    where: { tenantId_id: { tenantId: tx.tenantId, id: channel.id } },
    data: { pausedAt: now, pauseReason: reason, throttledUntil: null },
  });
  await postpone(tx, channel.id, PARKED);
  tx.record("channel.paused", { targets: [targetOfChannel(channel)], description: reason, metadata });
}
