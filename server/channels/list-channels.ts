import { inTenant, type TenantContext } from "../access/index.ts";
import type { Channel } from "./channel.ts";
import { channelOfRow, channelsOfRows, findChannel } from "./channel-rows.ts";

/** Every channel of the tenant by name. */
export async function listChannels(context: TenantContext): Promise<Channel[]> {
  return inTenant(context, "alerts.read", async (tx) => {
    const rows = await tx.db.alertChannel.findMany({
      where: { tenantId: tx.tenantId },
      orderBy: [{ name: "asc" }, { id: "asc" }],
    });
    tx.recordRead("channels.listed", { metadata: { of: "channels", channels: rows.length } });
    return channelsOfRows(tx, context, rows);
  });
}

/** One channel. */
export async function getChannel(context: TenantContext, { id }: { id: string }): Promise<Channel> {
  return inTenant(context, "alerts.read", async (tx) => {
    const row = await findChannel(tx, id);
    tx.recordRead("channels.listed", { targets: [{ type: "channel", id: row.id, name: row.name }] });
    return channelOfRow(tx, context, row);
  });
}
