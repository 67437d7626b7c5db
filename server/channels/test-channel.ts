import { inTenant, type TenantContext } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { runtime } from "../runtime.ts";
import type { Delivery } from "./channel.ts";
import { type ChannelRow, lockChannel, targetOfChannel } from "./channel-rows.ts";
import { deliveriesOfRows } from "./delivery-rows.ts";
import { deliveriesOf } from "./enqueue-deliveries.ts";
import { testEnvelope } from "./message-body.ts";

/** AppError `conflict` for a channel that sends nothing now. */
export function demandSending({ isOn, pausedAt }: ChannelRow): void {
  if (pausedAt) throw new AppError("conflict", "This channel is paused: resume it first.");
  if (!isOn) throw new AppError("conflict", "This channel is off: switch it on first.");
}

/** Has a test message sent at once, to each recipient of a mail channel; what comes of it stands in the channel's log. */
export async function testChannel(context: TenantContext, { id }: { id: string }): Promise<Delivery[]> {
  return inTenant(context, "channels.manage", async (tx) => {
    const channel = await lockChannel(tx, id);
    demandSending(channel);
    const tenant = await tx.db.tenant.findUniqueOrThrow({ where: { id: tx.tenantId } });
    const now = runtime().clock.now();
    const rows = deliveriesOf(tx.tenantId, channel, null, testEnvelope(tenant, channel, now), now);
    await tx.db.alertDelivery.createMany({ data: rows });
    tx.record("channel.tested", { targets: [targetOfChannel(channel)] });
    return deliveriesOfRows(tx, context, { id: { in: rows.map((row) => row.id) } }, rows.length);
  });
}
