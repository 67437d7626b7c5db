import { inTenant, systemContext, type TenantTransaction } from "../access/index.ts";
import { raiseAlerts, resolveAlerts } from "../alerts/index.ts";
import type { Finding } from "../findings/index.ts";
import { readFreshness } from "../rollups/index.ts";
import { runtime } from "../runtime.ts";
import { readPolicy } from "./policy.ts";
import { countOutside, type DueSecret, selectDue } from "./secrets.sql.ts";

const AT_ONCE = 100;
const SETTLED_NOTE =
  "It is not overdue any more: a rotation was seen in the log, it was deleted, or its period was changed.";

const systemOf = (tenantId: string) =>
  systemContext(tenantId, "secrets", ["events.read", "alerts.read", "alerts.triage"]);

interface Reminder {
  secretId: string;
  dueAt: Date;
}

/**
 * Reckons which readers are outside, raises an alert for each secret that has become overdue, once for each time that it is due, and resolves
 * those that are not overdue any more. While the counts are behind the ledger by much, it waits: a rotation may be among what is not counted.
 */
export async function sweepSecrets(tenantId: string): Promise<void> {
  const context = systemOf(tenantId);
  const settled = await inTenant(context, "alerts.triage", async (tx) => {
    const { countedTo, ledgerSize } = await readFreshness(tx);
    if (countedTo < ledgerSize - BEHIND_MAX) return [];
    await tx.run("SELECT pg_advisory_xact_lock(hashtext('sealtrail.secrets.sweep'), hashtext($1))::text", [
      tx.tenantId,
    ]);
    await countOutside(tx, (await readPolicy(tx)).policy);
    await remind(tx);
    return listSettled(tx);
  });
  for (const reminder of settled) await settle(tenantId, reminder);
}

const BEHIND_MAX = 1_000;

async function remind(tx: TenantTransaction): Promise<void> {
  const { policy } = await readPolicy(tx);
  if (!policy.alerts) return;
  const now = runtime().clock.now();
  const due = await selectDue(tx, { policy, now }, now, SECRETS_LOOKED_AT);
  const known = await tx.db.secretReminder.findMany({
    where: { tenantId: tx.tenantId, secretId: { in: due.map(({ id }) => id) } },
    select: { secretId: true, dueAt: true },
  });
  const isKnown = new Set(known.map(({ secretId, dueAt }) => `${secretId} ${dueAt.getTime()}`));
  const fresh = due.filter(({ id, dueMs }) => !isKnown.has(`${id} ${dueMs}`)).slice(0, AT_ONCE);
  if (fresh.length === 0) return;
  await tx.db.secretReminder.createMany({
    data: fresh.map(({ id, dueMs }) => ({
      tenantId: tx.tenantId,
      secretId: id,
      dueAt: new Date(dueMs!),
      raisedAt: now,
    })),
  });
  const outcomes = fresh.map((secret) => ({
    kind: "raise" as const,
    alertKey: `secret_overdue:${secret.id}:${secret.dueMs}`,
    finding: findingOf(secret),
  }));
  await raiseAlerts(tx, outcomes, new Map());
}

const SECRETS_LOOKED_AT = 10_000;

function findingOf(secret: DueSecret): Finding {
  const { days, source, since, sinceMs, dueMs, targetId, name, type, lastRotatedSeq, environment } = secret;
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  const period = `${days} ${days === 1 ? "day" : "days"}`;
  const isProduction = environment !== null && /^prod/.test(environment);
  return {
    source: "secret_overdue",
    entity: { type: "target", id: targetId, ...(name === null ? {} : { name }) },
    title: `${name ?? targetId} was due for rotation on ${day(dueMs!)}`,
    severity: isProduction ? "medium" : "low",
    confidence: since === "first seen" ? 0.6 : 1,
    atMs: dueMs!,
    seqs: lastRotatedSeq === null ? [] : [lastRotatedSeq],
    events: lastRotatedSeq === null ? 0 : 1,
    explanation: {
      seen: since === "rotation" ? `last rotated on ${day(sinceMs)}` : `no rotation since ${day(sinceMs)}`,
      expected: `a rotation every ${period}`,
      window: { fromMs: sinceMs, toMs: dueMs! },
      arithmetic: [
        {
          label: since === "first seen" ? "first seen" : `last ${since}`,
          value: day(sinceMs),
          note: `${type} ${targetId}`,
        },
        { label: "period", value: period, note: PERIOD_NOTES[source] },
        { label: "due", value: day(dueMs!), note: "the one plus the other" },
      ],
      confidence:
        since === "first seen"
          ? "The log tells neither of a rotation nor of its creation: it may have been rotated before."
          : "The log tells when the period began.",
    },
    isLate: false,
  };
}

const PERIOD_NOTES: Record<DueSecret["source"], string> = {
  secret: "its own",
  log: "as metadata.rotation_days of the log said",
  environment: "the policy for its environment",
  type: "the policy for its type",
  default: "the policy for all secrets",
};

/** Reminders whose secret is not overdue for that time any more. */
async function listSettled(tx: TenantTransaction): Promise<Reminder[]> {
  const open = await tx.db.secretReminder.findMany({
    where: { tenantId: tx.tenantId, settledAt: null },
    select: { secretId: true, dueAt: true },
    take: SECRETS_LOOKED_AT,
  });
  if (open.length === 0) return [];
  const { policy } = await readPolicy(tx);
  const now = runtime().clock.now();
  const due = await selectDue(tx, { policy, now }, now, SECRETS_LOOKED_AT);
  const still = new Set(due.map(({ id, dueMs }) => `${id} ${dueMs}`));
  return open.filter(({ secretId, dueAt }) => !still.has(`${secretId} ${dueAt.getTime()}`)).slice(0, AT_ONCE);
}

/** The alert first: a reminder that is not settled yet is seen to again. */
async function settle(tenantId: string, { secretId, dueAt }: Reminder): Promise<void> {
  const context = systemOf(tenantId);
  const key = `secret_overdue:${secretId}:${dueAt.getTime()}`;
  const alert = await inTenant(context, "alerts.read", (tx) =>
    tx.db.alert.findUnique({
      where: { tenantId_alertKey: { tenantId, alertKey: key } },
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
