import { inTenant, systemContext, type TenantTransaction } from "../access/index.ts";
import { raiseAlerts, resolveAlerts } from "../alerts/index.ts";
import { DAY_MS, QUARTER_MS, SECRETS_MAX } from "../rollups/index.ts";
import { runtime } from "../runtime.ts";
import { zoneOf } from "../tenants/index.ts";
import { whenCounted } from "./counted.ts";
import { dateIn } from "./date-in.ts";
import { alertKeyOf, findingOf, type Overdue } from "./overdue-finding.ts";
import { keepOutside, reckonOutside } from "./reckon-outside.ts";
import { type Reminder, readAgainSince, storeReminders } from "./reminders.sql.ts";
import type { SecretPolicy } from "./schemas.ts";
import { type DueSecret, selectDue } from "./secrets.sql.ts";

const AT_ONCE = 100;
const SETTLED_KEPT_MS = 365 * DAY_MS;
const SETTLED_NOTE =
  "It is not overdue any more: a rotation was seen in the log, it was deleted, nobody has read it of late, its period was changed, or the policy does not take it for a secret any more.";

const systemOf = (tenantId: string) =>
  systemContext(tenantId, "secrets", ["events.read", "alerts.read", "alerts.triage"]);

/**
 * Reckons which readers are outside, raises an alert for each secret that has become overdue, once for each time that it is due, and resolves those
 * that are not overdue any more; one that is so again, for the same time, opens its alert again. Does nothing while the counts are made anew or are
 * behind the ledger.
 */
export async function sweepSecrets(tenantId: string): Promise<void> {
  const context = systemOf(tenantId);
  const reckoning = await reckonOutside(context);
  const settled = await whenCounted(context, async (tx, policy) => {
    if (reckoning) await keepOutside(tx, reckoning);
    return remind(tx, policy);
  });
  for (const reminder of settled ?? []) await settle(tenantId, reminder);
}

const keyOf = (secretId: string, dueMs: number) => `${secretId} ${dueMs}`;

/** Raises alerts of what is overdue and has none; gives the reminders whose secret is not overdue for that time any more. */
async function remind(tx: TenantTransaction, policy: SecretPolicy): Promise<Reminder[]> {
  const now = runtime().clock.now();
  await tx.db.secretReminder.deleteMany({
    where: { tenantId: tx.tenantId, settledAt: { lt: new Date(now.getTime() - SETTLED_KEPT_MS) } },
  });
  const due = await selectDue(tx, { policy, now }, now, SECRETS_MAX);
  const open = await tx.db.secretReminder.findMany({
    where: { tenantId: tx.tenantId, settledAt: null },
    select: { secretId: true, dueAt: true },
  });
  if (policy.alerts) {
    const known = new Set(open.map(({ secretId, dueAt }) => keyOf(secretId, dueAt.getTime())));
    const fresh = due.filter(({ id, dueMs }) => !known.has(keyOf(id, dueMs!))).slice(0, AT_ONCE);
    if (fresh.length > 0) await raise(tx, policy, fresh, now);
  }
  const still = new Set(due.map(({ id, dueMs }) => keyOf(id, dueMs!)));
  return open.filter(({ secretId, dueAt }) => !still.has(keyOf(secretId, dueAt.getTime()))).slice(0, AT_ONCE);
}

async function raise(tx: TenantTransaction, policy: SecretPolicy, due: readonly DueSecret[], now: Date): Promise<void> {
  await storeReminders(tx, due, now);
  const dayOf = dateIn(await zoneOf(tx));
  const outcomes = (await whenOverdue(tx, policy, due, now)).map((overdue) => ({
    kind: "extend" as const,
    alertKey: alertKeyOf(overdue.secret.id, overdue.secret.dueMs!),
    finding: findingOf(overdue, dayOf),
  }));
  await raiseAlerts(tx, outcomes, new Map());
}

/** One that was overdue before was not so a minute ago; one that nobody had read for long is so since it was read. */
async function whenOverdue(
  tx: TenantTransaction,
  { includesUnused, unusedDays }: SecretPolicy,
  due: readonly DueSecret[],
  now: Date,
): Promise<Overdue[]> {
  const alerts = await tx.db.alert.findMany({
    where: { tenantId: tx.tenantId, alertKey: { in: due.map(({ id, dueMs }) => alertKeyOf(id, dueMs!)) } },
    select: { alertKey: true },
  });
  const before = new Set(alerts.map(({ alertKey }) => alertKey));
  const ids = due.map(({ id }) => id);
  const again = includesUnused ? new Map<string, number>() : await readAgainSince(tx, ids, { now, unusedDays });
  return due.map((secret) => {
    const { id, dueMs, lastReadMs } = secret;
    const isAgain = before.has(alertKeyOf(id, dueMs!));
    const quarterMs = again.get(id) ?? Number.NEGATIVE_INFINITY;
    const readMs = lastReadMs !== null && lastReadMs < quarterMs + QUARTER_MS ? lastReadMs : quarterMs;
    return { secret, isAgain, atMs: isAgain ? now.getTime() : Math.max(dueMs!, readMs) };
  });
}

/** The alert first: a reminder that is not settled yet is seen to again. */
async function settle(tenantId: string, { secretId, dueAt }: Reminder): Promise<void> {
  const context = systemOf(tenantId);
  const alertKey = alertKeyOf(secretId, dueAt.getTime());
  const alert = await inTenant(context, "alerts.read", (tx) =>
    tx.db.alert.findUnique({
      where: { tenantId_alertKey: { tenantId, alertKey } },
      select: { id: true, state: true },
    }),
  );
  if (alert && alert.state !== "resolved")
    await resolveAlerts(context, { ids: [alert.id], resolution: "other", note: SETTLED_NOTE });
  await inTenant(context, "alerts.triage", async (tx) => {
    await tx.db.secretReminder.updateMany({
      where: { tenantId: tx.tenantId, secretId, dueAt, settledAt: null },
      data: { settledAt: runtime().clock.now() },
    });
  });
}
