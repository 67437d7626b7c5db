import { changesBetween, inTenant, type TenantContext, type TenantTransaction } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { isUuid, uuidv7 } from "../ids.ts";
import { parseInput } from "../parse-input.ts";
import { runtime } from "../runtime.ts";
import type { AlertMute } from "./alert-types.ts";
import { fieldsOfMute, mutesOfRows, targetOfMute } from "./mute-rows.ts";
import { COVERS, IS_ACTIVE } from "./mutes.ts";
import { lockAlerts } from "./raise.sql.ts";
import { MUTE_DAYS_MAX, MUTES_MAX, type MuteInput, muteInput } from "./schemas.ts";

/**
 * Mutes a source, a rule or an entity until a time: alerts that it covers are kept, count in no badge and no score, and wake nobody. Those that are
 * there and not resolved are muted with it; `muted` says how many it took.
 */
export async function createMute(context: TenantContext, input: MuteInput): Promise<AlertMute & { muted: number }> {
  const { source, ruleId, entity, until, reason } = parseInput(muteInput, input);
  const now = runtime().clock.now();
  demandTime(until, now);
  if (ruleId !== undefined && source !== undefined && source !== "rule")
    throw invalid("source", "A rule's alerts come from no detector: leave the source out.", "is no rule");
  return inTenant(context, "alerts.triage", async (tx) => {
    await lockAlerts(tx);
    await demandRoom(tx, now);
    if (ruleId !== undefined) await demandRule(tx, ruleId);
    const row = await tx.db.alertMute.create({
      data: {
        tenantId: tx.tenantId,
        id: uuidv7(now.getTime()),
        detector: source ?? null,
        ruleId: ruleId ?? null,
        entityType: entity?.type ?? null,
        entityId: entity?.id ?? null,
        until,
        reason,
        createdAt: now,
        createdBy: context.caller.name,
      },
    });
    const muted = await muteAlerts(tx, row.id, now);
    const mute = (await mutesOfRows(tx, [row], now))[0]!;
    tx.record("alert.muted", {
      targets: [targetOfMute(mute)],
      changes: changesBetween({}, fieldsOfMute(mute)),
      metadata: { muted },
    });
    return { ...mute, muted };
  });
}

function demandTime(until: Date, now: Date): void {
  const latest = now.getTime() + MUTE_DAYS_MAX * 86_400_000;
  if (until <= now) throw invalid("until", "A mute ends at a time to come.", "has passed");
  if (until.getTime() > latest)
    throw invalid("until", `A mute lasts at most ${MUTE_DAYS_MAX} days.`, `is more than ${MUTE_DAYS_MAX} days ahead`);
}

async function demandRoom(tx: TenantTransaction, now: Date): Promise<void> {
  const active = await tx.db.alertMute.count({ where: { tenantId: tx.tenantId, endedAt: null, until: { gt: now } } });
  if (active >= MUTES_MAX)
    throw new AppError("conflict", `There are ${active} mutes, as many as there may be: end one that nobody needs.`);
}

async function demandRule(tx: TenantTransaction, id: string): Promise<void> {
  const where = { tenantId_id: { tenantId: tx.tenantId, id } };
  const rule = isUuid(id) ? await tx.db.detectionRule.findUnique({ where, select: { id: true } }) : null;
  if (!rule) throw invalid("ruleId", "There is no such rule.", "is no rule of this tenant");
}

const invalid = (path: string, message: string, fault: string) =>
  new AppError("invalid", message, { fields: [{ path, message: fault }] });

/** Alerts of its scope that no mute covers for longer. Over alert_state_idx. */
async function muteAlerts(tx: TenantTransaction, muteId: string, now: Date): Promise<number> {
  const rows = await tx.run<{ id: string }>(
    `UPDATE alert a SET mute_id = m.id FROM alert_mute m
      WHERE m.tenant_id = $1::uuid AND m.id = $3::uuid AND a.tenant_id = $1::uuid AND a.state IN ('open', 'acknowledged') AND ${COVERS}
        AND NOT EXISTS (SELECT FROM alert_mute o WHERE o.tenant_id = a.tenant_id AND o.id = a.mute_id AND o.ended_at IS NULL
                           AND o.until > $2::timestamptz AND o.until >= m.until)
      RETURNING a.id`,
    [tx.tenantId, now, muteId],
  );
  return rows.length;
}

/** Hands alerts of a mute that ends to the one that covers them for longest of those that last; others count again. Over alert_state_idx. */
export async function unmuteAlerts(tx: TenantTransaction, muteId: string, now: Date): Promise<number> {
  const rows = await tx.run<{ is_free: boolean }>(
    `WITH of_it AS (
       SELECT a.id, (SELECT m.id FROM alert_mute m WHERE m.tenant_id = a.tenant_id AND ${IS_ACTIVE} AND ${COVERS}
                      ORDER BY m.until DESC, m.id LIMIT 1) AS next_id
         FROM alert a WHERE a.tenant_id = $1::uuid AND a.state IN ('open', 'acknowledged') AND a.mute_id = $3::uuid
     ), moved AS (
       UPDATE alert a SET mute_id = o.next_id FROM of_it o WHERE a.tenant_id = $1::uuid AND a.id = o.id AND o.next_id IS NOT NULL
     )
     SELECT next_id IS NULL AS is_free FROM of_it`,
    [tx.tenantId, now, muteId],
  );
  return rows.filter((row) => row.is_free).length;
}
