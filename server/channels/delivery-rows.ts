import type { TenantContext, TenantTransaction } from "../access/index.ts";
import type { Delivery } from "./channel.ts";
import { PARKED, shownRecipient } from "./channel-rows.ts";
import { readBody } from "./message-body.ts";

type Where = NonNullable<NonNullable<Parameters<TenantTransaction["db"]["alertDelivery"]["findMany"]>[0]>["where"]>;

/** Deliveries with their attempts, the newest first. Primary key, or alert_delivery_channel_idx; then the primary key of alert_attempt. */
export async function deliveriesOfRows(
  tx: TenantTransaction,
  context: TenantContext,
  where: Where,
  limit: number,
): Promise<Delivery[]> {
  const rows = await tx.db.alertDelivery.findMany({
    where: { ...where, tenantId: tx.tenantId },
    orderBy: { id: "desc" },
    take: limit,
    include: { alertAttempts: { orderBy: { number: "asc" } } },
  });
  return rows.map((row) => {
    const { to, type, data } = readBody(row.body);
    const shownTo = to === undefined ? null : shownRecipient(context, to);
    return {
      id: row.id,
      channelId: row.channelId,
      alertId: row.alertId,
      type,
      title: data.alert?.title ?? "Test message",
      to: shownTo,
      body: to === undefined ? row.body : JSON.stringify({ ...JSON.parse(row.body), to: shownTo }),
      state: row.state as Delivery["state"],
      createdAt: row.createdAt.toISOString(),
      nextAt: row.nextAt && row.nextAt < PARKED ? row.nextAt.toISOString() : null,
      finishedAt: row.finishedAt?.toISOString() ?? null,
      attempts: row.alertAttempts.map(({ number, at, status, fault, tookMs }) => ({
        number,
        at: at.toISOString(),
        status,
        fault,
        tookMs,
      })),
    };
  });
}
