import type { TenantTransaction } from "../access/index.ts";
import { ALERT_SEVERITIES, type AlertSeverity } from "../findings/index.ts";
import { uuidv7 } from "../ids.ts";
import { matchesQuery, parseQuery, type QueryNode } from "../query/index.ts";
import { runtime } from "../runtime.ts";
import type { AlertMessage } from "./channel.ts";
import type { ChannelRow } from "./channel-rows.ts";
import { alertEnvelope, bodiesFor, type Envelope } from "./message-body.ts";

const rankOf = (severity: string) => ALERT_SEVERITIES.indexOf(severity as AlertSeverity);

/**
 * Puts what is to be sent of alerts in the transaction that raises them: one message for every channel that is on and not paused, and whose
 * severity and query they fit. One indexed read (primary key of alert_channel) where there are no channels.
 */
export async function enqueueDeliveries(tx: TenantTransaction, messages: readonly AlertMessage[]): Promise<void> {
  if (messages.length === 0) return;
  const channels = await tx.db.alertChannel.findMany({ where: { tenantId: tx.tenantId, isOn: true, pausedAt: null } });
  if (channels.length === 0) return;
  const tenant = await tx.db.tenant.findUniqueOrThrow({ where: { id: tx.tenantId } });
  const now = runtime().clock.now();
  const filters = channels.map((channel) => ({ channel, node: readFilter(channel, tenant.timeZone, now) }));
  const rows = messages.flatMap((message) => {
    const takers = filters.filter(({ channel, node }) => takes(channel, node, message));
    if (takers.length === 0) return [];
    const envelope = alertEnvelope(tenant, message, now);
    return takers.flatMap(({ channel }) => deliveriesOf(tx.tenantId, channel, message.id, envelope, now));
  });
  if (rows.length > 0) await tx.db.alertDelivery.createMany({ data: rows });
}

/** Rows for one message to one channel; nothing goes out before the receiver's wish for patience is over. */
export function deliveriesOf(
  tenantId: string,
  channel: ChannelRow,
  alertId: string | null,
  envelope: Envelope,
  now: Date,
) {
  const { throttledUntil } = channel;
  return bodiesFor(channel, envelope).map((body) => ({
    tenantId,
    id: uuidv7(now.getTime()),
    channelId: channel.id,
    alertId,
    body,
    state: "waiting",
    createdAt: now,
    nextAt: throttledUntil && throttledUntil > now ? throttledUntil : now,
  }));
}

/** Null takes everything: so does a query that cannot be read any more, since rather too much is sent than nothing. */
function readFilter({ query }: ChannelRow, timeZone: string, now: Date): QueryNode | null {
  if (query === "") return null;
  try {
    return parseQuery(query, { nowMs: now.getTime(), timeZone }).node;
  } catch {
    return null;
  }
}

function takes(channel: ChannelRow, node: QueryNode | null, { severity, event }: AlertMessage): boolean {
  if (rankOf(severity) < rankOf(channel.severityMin)) return false;
  return node === null || (event !== undefined && matchesQuery(node, event));
}
