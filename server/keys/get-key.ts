import { inTenant, type TenantContext, type TenantTransaction } from "../access/index.ts";
import { isMasked } from "../query/index.ts";
import { runtime } from "../runtime.ts";
import { type KeySignal, keySignals } from "./key-signals.ts";
import { findKeyRow, type Key, readKeyRow, withoutMasked } from "./read-key.ts";

/** What a key was used for within the hour that begins at `hour`. */
export interface KeyHour {
  hour: string;
  requests: number;
  rows: number;
  refusals: number;
}

/** An address that a key was used from, or tried from. */
export interface SeenAddress {
  ip: string;
  location: { country?: string; region?: string; city?: string } | null;
  firstSeenAt: string;
  lastSeenAt: string;
  requests: number;
  refusals: number;
}

/** A secret of a key that was replaced. */
export interface RetiredSecret {
  madeAt: string;
  replacedAt: string;
  replacedBy: string;
  reason: string;
  validUntil: string;
  cutAt: string | null;
}

export interface KeyDetail extends Key {
  /** The hours of the last `days` days in which there was anything, oldest first; UTC. */
  hours: KeyHour[];
  /** By the newest use, at most 100; none for whoever does not see addresses in events. */
  seenAddresses: SeenAddress[];
  /** The newest first. */
  secrets: RetiredSecret[];
  /** What is out of the ordinary about its use, each with its arithmetic. */
  signals: KeySignal[];
  /** When it was last confirmed by an access review, and when the next one is due. */
  review: { lastAt: string | null; lastBy: string | null; nextDueAt: string };
}

const DAY_MS = 86_400_000;
export const USAGE_DAYS = 28;
const ADDRESSES_SHOWN_MAX = 100;

/** One key with its use; AppError `not_found` without one. */
export async function getKey(context: TenantContext, input: { id: string }): Promise<KeyDetail> {
  return inTenant(context, "keys.read", async (tx) => {
    const row = await findKeyRow(tx, input.id);
    const now = runtime().clock.now();
    const mine = { tenantId: tx.tenantId, keyId: row.id };
    const hours = (
      await tx.db.keyHour.findMany({
        where: { ...mine, hour: { gte: new Date(now.getTime() - USAGE_DAYS * DAY_MS) } },
        orderBy: { hour: "asc" },
      })
    ).map(({ hour, requests, rows, refusals }) => ({
      hour: hour.toISOString(),
      requests: Number(requests),
      rows: Number(rows),
      refusals: Number(refusals),
    }));
    // What is masked in events is masked here, and in what is said of it.
    const { masks } = context.view;
    const seen = isMasked("source.ip", masks)
      ? []
      : await tx.db.keyAddress.findMany({ where: mine, orderBy: { lastSeenAt: "desc" }, take: ADDRESSES_SHOWN_MAX });
    const seenAddresses = seen.map((one) => ({
      ip: one.ip.replace(/\/(32|128)$/, ""),
      location: isMasked("source.location", masks) ? null : (one.location as SeenAddress["location"]),
      firstSeenAt: one.firstSeenAt.toISOString(),
      lastSeenAt: one.lastSeenAt.toISOString(),
      requests: Number(one.requests),
      refusals: Number(one.refusals),
    }));
    const key = withoutMasked(await readKeyRow(tx, row, now), context);
    tx.recordRead("key.viewed", { targets: [{ type: "key", id: row.id, name: row.name }] });
    return {
      ...key,
      hours,
      seenAddresses,
      secrets: row.secrets.map((secret) => ({
        madeAt: secret.madeAt.toISOString(),
        replacedAt: secret.replacedAt.toISOString(),
        replacedBy: secret.replacedBy,
        reason: secret.reason,
        validUntil: secret.validUntil.toISOString(),
        cutAt: secret.cutAt?.toISOString() ?? null,
      })),
      signals: keySignals({ key, hours, addresses: seenAddresses, now }),
      review: await reviewOf(tx, row.id),
    };
  });
}

async function reviewOf(tx: TenantTransaction, keyId: string): Promise<KeyDetail["review"]> {
  const { tenantId } = tx;
  const last = await tx.db.accessReviewItem.findFirst({
    where: { tenantId, kind: "key", subjectId: keyId, decision: "kept", review: { completedAt: { not: null } } },
    orderBy: { decidedAt: "desc" },
    select: { decidedAt: true, decidedBy: true },
  });
  const tenant = await tx.db.tenant.findUniqueOrThrow({
    where: { id: tenantId },
    select: { createdAt: true, reviewDays: true },
  });
  const newest = await tx.db.accessReview.findFirst({
    where: { tenantId, completedAt: { not: null } },
    orderBy: { completedAt: "desc" },
    select: { completedAt: true },
  });
  const open = await tx.db.accessReview.findFirst({
    where: { tenantId, completedAt: null },
    select: { dueAt: true },
  });
  const since = newest?.completedAt ?? tenant.createdAt;
  const nextDueAt = open?.dueAt ?? new Date(since.getTime() + tenant.reviewDays * DAY_MS);
  return {
    lastAt: last?.decidedAt?.toISOString() ?? null,
    lastBy: last?.decidedBy ?? null,
    nextDueAt: nextDueAt.toISOString(),
  };
}
