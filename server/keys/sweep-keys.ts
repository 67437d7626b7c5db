import { inTenant, systemContext, type TenantTransaction } from "../access/index.ts";
import { inBackground } from "../background.ts";
import { isMailConfigured, keyReminderMail, sendMail } from "../mail/index.ts";
import { runtime } from "../runtime.ts";
import { rotationDueAt, stateOfKey } from "./read-key.ts";

const DAY_MS = 86_400_000;
/** Days before a rotation or an end at which its owner is reminded, and the day itself. */
export const REMINDER_DAYS = [14, 7, 1, 0] as const;

/** What was recorded, for the mail to the key's owner. */
interface Reminder {
  key: { id: string; name: string };
  ownerId: string | null;
  what: "rotation" | "expiry" | "suspension";
  /** When it is due, or happened. */
  dueAt: Date;
}

/**
 * What time does to the keys of a tenant, each recorded once, however many workers there are: keys that nobody used suspend themselves,
 * ends of keys and of old secrets are recorded, owners are reminded of rotations and ends 14, 7 and 1 days before, and on the day.
 */
export async function sweepKeys(tenantId: string): Promise<void> {
  const now = runtime().clock.now();
  const context = systemContext(tenantId, "upkeep", ["keys.update"]);
  const swept = await inTenant(context, "keys.update", async (tx) => {
    const tenant = await tx.db.tenant.findUniqueOrThrow({ where: { id: tenantId } });
    // Nobody can use a key of a suspended tenant.
    if (tenant.suspendedAt) return { tenant, reminders: [] };
    await noteOldSecrets(tx, now);
    const suspended = await suspendUnused(tx, tenant.keyUnusedDays, now);
    await noteEnds(tx, now);
    return { tenant, reminders: [...suspended, ...(await remind(tx, now))] };
  });
  for (const reminder of swept.reminders) mailReminder(swept.tenant, reminder);
}

/** The state of a working key `k` at its last moment; over the primary key of key_secret. */
const WORKING_STATE = `CASE WHEN EXISTS (SELECT FROM key_secret s WHERE s.tenant_id = k.tenant_id AND s.key_id = k.id
  AND s.valid_until > $2::timestamptz AND s.end_noted_at IS NULL) THEN 'rotating' ELSE 'active' END`;

/** Over the primary keys; locks the rows of what it changes. */
async function suspendUnused(tx: TenantTransaction, unusedDays: number | null, now: Date): Promise<Reminder[]> {
  if (unusedDays === null) return [];
  const before = new Date(now.getTime() - unusedDays * DAY_MS);
  const rows = await tx.run<{ id: string; name: string; owner: string | null; last: Date | null; state: string }>(
    `UPDATE provisioning_key k SET suspended_at = $3::timestamptz, suspend_reason = $4
       FROM (SELECT p.id, m.last_used_at FROM provisioning_key p LEFT JOIN key_meter m ON m.tenant_id = p.tenant_id AND m.key_id = p.id
              WHERE p.tenant_id = $1::uuid AND p.revoked_at IS NULL AND p.suspended_at IS NULL
                AND (p.expires_at IS NULL OR p.expires_at > $3::timestamptz)
                AND GREATEST(p.created_at, p.rotated_at, p.resumed_at, m.last_used_at) < $2::timestamptz
              FOR UPDATE OF p SKIP LOCKED) AS idle
      WHERE k.tenant_id = $1::uuid AND k.id = idle.id RETURNING k.id, k.name, k.owner_id AS owner, idle.last_used_at AS last, ${WORKING_STATE} AS state`,
    [tx.tenantId, before, now, `unused for ${unusedDays} days`],
  );
  for (const { id, name, last, state } of rows)
    tx.record("key.suspended", {
      targets: [{ type: "key", id, name }],
      changes: [{ field: "state", before: state, after: "suspended" }],
      metadata: { reason: `unused for ${unusedDays} days`, last_used_at: last?.toISOString() ?? null },
    });
  return rows.map(({ id, name, owner }) => ({ key: { id, name }, ownerId: owner, what: "suspension", dueAt: now }));
}

async function noteEnds(tx: TenantTransaction, now: Date): Promise<void> {
  const rows = await tx.run<{ id: string; name: string; at: Date; state: string }>(
    `UPDATE provisioning_key k SET expiry_noted_at = $2::timestamptz
      WHERE tenant_id = $1::uuid AND revoked_at IS NULL AND expiry_noted_at IS NULL AND expires_at <= $2::timestamptz
      RETURNING id, name, expires_at AS at, CASE WHEN suspended_at IS NULL THEN ${WORKING_STATE} ELSE 'suspended' END AS state`,
    [tx.tenantId, now],
  );
  for (const { id, name, at, state } of rows)
    tx.record("key.expired", {
      targets: [{ type: "key", id, name }],
      changes: [{ field: "state", before: state, after: "expired" }],
      metadata: { expires_at: at.toISOString() },
    });
}

async function noteOldSecrets(tx: TenantTransaction, now: Date): Promise<void> {
  const rows = await tx.run<{ id: string; name: string; until: Date; left: boolean }>(
    `WITH ended AS (UPDATE key_secret SET end_noted_at = $2::timestamptz
                     WHERE tenant_id = $1::uuid AND end_noted_at IS NULL AND valid_until <= $2::timestamptz RETURNING key_id, valid_until)
     SELECT k.id, k.name, max(e.valid_until) AS until,
            EXISTS (SELECT FROM key_secret s WHERE s.tenant_id = $1::uuid AND s.key_id = k.id AND s.valid_until > $2::timestamptz) AS left
       FROM ended e JOIN provisioning_key k ON k.tenant_id = $1::uuid AND k.id = e.key_id GROUP BY k.id, k.name`,
    [tx.tenantId, now],
  );
  for (const { id, name, until, left } of rows)
    tx.record("key.secret_ended", {
      targets: [{ type: "key", id, name }],
      ...(left ? {} : { changes: [{ field: "state", before: "rotating", after: "active" }] }),
      metadata: { old_secret_until: until.toISOString() },
    });
}

/** Records the reminders that are due and were not recorded yet; the mark on the key's row says which was the last. */
async function remind(tx: TenantTransaction, now: Date): Promise<Reminder[]> {
  const rows = await tx.db.provisioningKey.findMany({
    where: {
      tenantId: tx.tenantId,
      revokedAt: null,
      OR: [{ rotationDays: { not: null } }, { expiresAt: { not: null } }],
    },
    include: { secrets: true },
  });
  const reminders: Reminder[] = [];
  for (const row of rows) {
    const state = stateOfKey(row, now);
    if (state !== "active" && state !== "rotating") continue;
    const due = nextDue(row);
    const daysLeft = due ? (due.dueAt.getTime() - now.getTime()) / DAY_MS : Number.POSITIVE_INFINITY;
    const stage = REMINDER_DAYS.filter((days) => daysLeft <= days).at(-1);
    if (!due || stage === undefined) continue;
    const mark = `${due.what} ${due.dueAt.toISOString()} ${stage}`;
    if (mark === row.reminded) continue;
    const { count } = await tx.db.provisioningKey.updateMany({
      where: { tenantId: tx.tenantId, id: row.id, reminded: row.reminded },
      data: { reminded: mark },
    });
    if (count === 0) continue;
    tx.record("key.reminder_sent", {
      targets: [{ type: "key", id: row.id, name: row.name }],
      metadata: { what: due.what, due_at: due.dueAt.toISOString(), days_left: Math.max(0, Math.ceil(daysLeft)) },
    });
    reminders.push({ key: { id: row.id, name: row.name }, ownerId: row.ownerId, ...due });
  }
  return reminders;
}

function nextDue(row: Parameters<typeof rotationDueAt>[0] & { expiresAt: Date | null }) {
  const rotation = rotationDueAt(row);
  if (rotation && (!row.expiresAt || rotation < row.expiresAt)) return { what: "rotation" as const, dueAt: rotation };
  return row.expiresAt ? { what: "expiry" as const, dueAt: row.expiresAt } : undefined;
}

/** Tells the key's owner by mail, where there is mail; what stands in the trail and on the pages is enough without. */
function mailReminder(tenant: { id: string; slug: string; name: string; timeZone: string }, reminder: Reminder): void {
  const { ownerId, key, what, dueAt } = reminder;
  if (!isMailConfigured() || ownerId === null) return;
  inBackground("reminder of a key", async () => {
    const context = systemContext(tenant.id, "upkeep", ["members.read"]);
    const owner = await inTenant(context, "members.read", (tx) =>
      tx.db.person.findUnique({ where: { id: ownerId }, select: { email: true } }),
    );
    if (!owner) return;
    const link = `${runtime().env.url}/t/${tenant.slug}/keys/${key.id}`;
    const mail = keyReminderMail({ tenant: tenant.name, key: key.name, what, dueAt, link, timeZone: tenant.timeZone });
    await sendMail({ to: owner.email, ...mail });
  });
}
