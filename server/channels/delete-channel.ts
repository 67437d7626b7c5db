import { changesBetween, inTenant, type TenantContext } from "../access/index.ts";
import { fieldsOfChannel, lockChannel, targetOfChannel } from "./channel-rows.ts";

/** Ends a channel with its secrets, its log and what waits; the alerts stay. */
export async function deleteChannel(context: TenantContext, { id }: { id: string }): Promise<void> {
  await inTenant(context, "channels.manage", async (tx) => {
    const row = await lockChannel(tx, id);
    const waiting = await tx.db.alertDelivery.count({
      where: { tenantId: tx.tenantId, channelId: row.id, state: "waiting" },
    });
    await tx.db.alertChannel.delete({ where: { tenantId_id: { tenantId: tx.tenantId, id: row.id } } });
    const before = fieldsOfChannel(row);
    const after = Object.fromEntries(Object.keys(before).map((field) => [field, null]));
    tx.record("channel.deleted", {
      targets: [targetOfChannel(row)],
      changes: changesBetween(before, after),
      metadata: { waiting },
    });
  });
}
