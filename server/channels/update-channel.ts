import { changesBetween, demandPermission, inTenant, type TenantContext } from "../access/index.ts";
import { parseInput } from "../parse-input.ts";
import { runtime } from "../runtime.ts";
import type { Channel } from "./channel.ts";
import { channelOfRow, fieldsOfChannel, lockChannel, moveWaiting, PARKED, targetOfChannel } from "./channel-rows.ts";
import { demandDestination, demandFits, demandQuery, demandRecipients } from "./demand-target.ts";
import { type ChannelKind, type ChannelUpdate, channelUpdate } from "./schemas.ts";

/**
 * Changes a channel; what is absent stays. While it is off nothing is sent, and alerts that are raised meanwhile do not come to it; what
 * waited goes out when it is on again.
 */
export async function updateChannel(context: TenantContext, input: ChannelUpdate): Promise<Channel> {
  const { id, ...given } = parseInput(channelUpdate, input);
  const changes = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  if (given.query !== undefined) demandQuery(given.query);
  await demandPermission(context, "channels.manage");
  if (given.url) await demandDestination(given.url);
  return inTenant(context, "channels.manage", async (tx) => {
    const before = await lockChannel(tx, id);
    demandFits({ kind: before.kind as ChannelKind, url: before.url, recipients: before.recipients, ...changes });
    if (given.recipients) await demandRecipients(tx, given.recipients);
    const now = runtime().clock.now();
    // What failed at another address says nothing of the new one.
    const isMoved = given.url !== undefined && given.url !== before.url;
    const after = await tx.db.alertChannel.update({
      where: { tenantId_id: { tenantId: tx.tenantId, id: before.id } },
      data: { ...changes, ...(isMoved ? { failingSince: null, throttledUntil: null } : {}), updatedAt: now },
    });
    if (before.isOn && !after.isOn) await moveWaiting(tx, after.id, PARKED);
    if (!before.isOn && after.isOn && after.pausedAt === null) await moveWaiting(tx, after.id, now);
    const changed = changesBetween(fieldsOfChannel(before), fieldsOfChannel(after));
    if (changed.length > 0) tx.record("channel.updated", { targets: [targetOfChannel(after)], changes: changed });
    return channelOfRow(tx, context, after);
  });
}
