import { inTenant, type TenantContext } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { isUuid } from "../ids.ts";
import { runtime } from "../runtime.ts";
import type { Delivery } from "./channel.ts";
import { lockChannel, targetOfChannel } from "./channel-rows.ts";
import { deliveriesOfRows } from "./delivery-rows.ts";
import { demandSending } from "./test-channel.ts";

/** Tries a message that was given up once more, with the same id and body. AppError `conflict` for one that was not given up. */
export async function retryDelivery(context: TenantContext, { id }: { id: string }): Promise<Delivery> {
  return inTenant(context, "channels.manage", async (tx) => {
    const key = { tenantId_id: { tenantId: tx.tenantId, id } };
    const row = isUuid(id) ? await tx.db.alertDelivery.findUnique({ where: key }) : null;
    if (!row) throw new AppError("not_found", "There is no such delivery.");
    const channel = await lockChannel(tx, row.channelId);
    demandSending(channel);
    const { count } = await tx.db.alertDelivery.updateMany({
      where: { tenantId: tx.tenantId, id, state: "failed" },
      data: { state: "waiting", nextAt: runtime().clock.now(), finishedAt: null },
    });
    if (count === 0) throw new AppError("conflict", "Only a delivery that was given up can be tried once more.");
    tx.record("channel.delivery_retried", { targets: [targetOfChannel(channel), { type: "delivery", id }] });
    return (await deliveriesOfRows(tx, context, { id }, 1))[0]!;
  });
}
