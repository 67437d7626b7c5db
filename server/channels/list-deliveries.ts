import { inTenant, type TenantContext } from "../access/index.ts";
import { parseInput } from "../parse-input.ts";
import type { DeliveryPage } from "./channel.ts";
import { findChannel, targetOfChannel } from "./channel-rows.ts";
import { deliveriesOfRows } from "./delivery-rows.ts";
import { type DeliveryList, deliveryList } from "./schemas.ts";

/** What was sent to a channel and what waits, newest first. Over alert_delivery_channel_idx, backwards. */
export async function listDeliveries(context: TenantContext, input: DeliveryList): Promise<DeliveryPage> {
  const { channelId, before, limit } = parseInput(deliveryList, input);
  return inTenant(context, "alerts.read", async (tx) => {
    const channel = await findChannel(tx, channelId);
    const where = { channelId: channel.id, ...(before ? { id: { lt: before } } : {}) };
    const found = await deliveriesOfRows(tx, context, where, limit + 1);
    const deliveries = found.slice(0, limit);
    tx.recordRead("channels.listed", {
      targets: [targetOfChannel(channel)],
      metadata: { of: "deliveries", deliveries: deliveries.length },
    });
    return { deliveries, hasMore: found.length > limit };
  });
}
