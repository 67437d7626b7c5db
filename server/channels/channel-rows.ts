import type { TenantContext, TenantTransaction } from "../access/index.ts";
import { AppError } from "../errors.ts";
import type { AlertSeverity } from "../findings/index.ts";
import { isUuid } from "../ids.ts";
import { mac } from "../macs.ts";
import { maskAddress } from "../members/index.ts";
import { runtime } from "../runtime.ts";
import type { Channel } from "./channel.ts";
import type { ChannelKind } from "./schemas.ts";

export type ChannelRow = NonNullable<Awaited<ReturnType<TenantTransaction["db"]["alertChannel"]["findUnique"]>>>;

/** Where messages of a channel stand that is paused or off: due never. */
export const PARKED = new Date("9999-12-31T00:00:00Z");

const notThere = () => new AppError("not_found", "There is no such channel.");

/** AppError `not_found` in the same words for an id that is unknown, malformed or another tenant's. Primary key. */
export async function findChannel(tx: TenantTransaction, id: string): Promise<ChannelRow> {
  const row = isUuid(id)
    ? await tx.db.alertChannel.findUnique({ where: { tenantId_id: { tenantId: tx.tenantId, id } } })
    : null;
  if (!row) throw notThere();
  return row;
}

/** The same, locked against its like until the transaction ends. Primary key; NO KEY UPDATE. */
export async function lockChannel(tx: TenantTransaction, id: string): Promise<ChannelRow> {
  if (!isUuid(id)) throw notThere();
  await tx.run("SELECT FROM alert_channel WHERE tenant_id = $1::uuid AND id = $2::uuid FOR NO KEY UPDATE", [
    tx.tenantId,
    id,
  ]);
  return findChannel(tx, id);
}

/** Makes what changes a tenant's number of channels follow each other: the tenant's row, NO KEY UPDATE, by its primary key. */
export async function lockChannels(tx: TenantTransaction): Promise<void> {
  await tx.run("SELECT FROM tenant WHERE id = $1::uuid FOR NO KEY UPDATE", [tx.tenantId]);
}

/** What `context` sees of an address: whoever may not manage channels its host, since what follows may be somebody's secret. */
function shownUrl(context: TenantContext, url: string): string {
  if (context.permissions.has("channels.manage")) return url;
  const { origin, pathname, search } = new URL(url);
  return pathname === "/" && search === "" ? `${origin}/` : `${origin}/…`;
}

export const shownRecipient = (context: TenantContext, address: string): string =>
  context.permissions.has("channels.manage") ? address : maskAddress(address);

/** Rows as `context` sees them. Over the primary key of alert_channel_secret and alert_delivery_waiting_idx. */
export async function channelsOfRows(
  tx: TenantTransaction,
  context: TenantContext,
  rows: readonly ChannelRow[],
): Promise<Channel[]> {
  const ids = rows.map((row) => row.id);
  const now = runtime().clock.now();
  const secrets = await tx.db.alertChannelSecret.findMany({
    where: {
      tenantId: tx.tenantId,
      channelId: { in: ids },
      OR: [{ validUntil: null }, { validUntil: { gt: now } }],
    },
    select: { channelId: true, createdAt: true, validUntil: true },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
  });
  const counts = await tx.db.alertDelivery.groupBy({
    by: ["channelId"],
    where: { tenantId: tx.tenantId, channelId: { in: ids }, state: "waiting" },
    _count: true,
  });
  const waiting = new Map(counts.map((one) => [one.channelId, one._count]));
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    kind: row.kind as ChannelKind,
    url: row.url === null ? null : shownUrl(context, row.url),
    recipients: row.recipients.map((address) => shownRecipient(context, address)),
    severityMin: row.severityMin as AlertSeverity,
    query: row.query,
    isOn: row.isOn,
    pausedAt: row.pausedAt?.toISOString() ?? null,
    pauseReason: row.pauseReason,
    failingSince: row.failingSince?.toISOString() ?? null,
    throttledUntil: row.throttledUntil && row.throttledUntil > now ? row.throttledUntil.toISOString() : null,
    secrets: secrets
      .filter((secret) => secret.channelId === row.id)
      .map(({ createdAt, validUntil }) => ({
        createdAt: createdAt.toISOString(),
        validUntil: validUntil?.toISOString() ?? null,
      })),
    waiting: waiting.get(row.id) ?? 0,
    createdAt: row.createdAt.toISOString(),
    createdBy: row.createdBy,
    updatedAt: row.updatedAt.toISOString(),
  }));
}

export async function channelOfRow(tx: TenantTransaction, context: TenantContext, row: ChannelRow): Promise<Channel> {
  return (await channelsOfRows(tx, context, [row]))[0]!;
}

export const targetOfChannel = ({ id, name }: Pick<ChannelRow, "id" | "name">) => ({ type: "channel", id, name });

const FINGERPRINT_CHARACTERS = 8;

/** An address as the trail names it: the host, and a fingerprint by which a change of the rest is seen but the rest is not. */
function recordedUrl(url: string): string {
  const fingerprint = mac("channel-secret", "url", url).toString("hex").slice(0, FINGERPRINT_CHARACTERS);
  return `${new URL(url).origin}/… (${fingerprint})`;
}

/** What of a channel the trail says, field by field. */
export const fieldsOfChannel = (row: ChannelRow) => ({
  name: row.name,
  kind: row.kind,
  ...(row.url === null ? {} : { url: recordedUrl(row.url) }),
  ...(row.kind === "email" ? { recipients: row.recipients } : {}),
  severity_min: row.severityMin,
  query: row.query,
  is_on: row.isOn,
});

/** Lets the waiting messages of a channel go out from `at` on; PARKED holds them back. Over alert_delivery_waiting_idx. */
export async function moveWaiting(tx: TenantTransaction, channelId: string, at: Date): Promise<number> {
  const { count } = await tx.db.alertDelivery.updateMany({
    where: { tenantId: tx.tenantId, channelId, state: "waiting", ...(at === PARKED ? {} : { nextAt: PARKED }) },
    data: { nextAt: at },
  });
  return count;
}
