import type { TenantTransaction } from "../../access/index.ts";
import { runtime } from "../../runtime.ts";
import type { RuleCost } from "../engine/rules/index.ts";
import { stored, targetOfRule } from "./rule-rows.ts";
import type { RuleHealth } from "./rule-types.ts";

/** Pauses a rule until somebody switches it on again; does nothing for one that is paused or gone. Primary key. */
export async function pauseRule(tx: TenantTransaction, ruleId: string, reason: string): Promise<void> {
  const [row] = await tx.run<{ name: string }>(
    `UPDATE detection_rule SET paused_at = $3::timestamptz, pause_reason = $4
      WHERE tenant_id = $1::uuid AND id = $2::uuid AND paused_at IS NULL RETURNING name`,
    [tx.tenantId, ruleId, runtime().clock.now(), reason],
  );
  if (row) tx.record("rule.paused", { targets: [targetOfRule({ id: ruleId, name: row.name })], metadata: { reason } });
}

/** Keeps what rules came to of late; of rules that are gone nothing. Over the primary key; when a rule was changed stays as it was. */
export async function storeHealth(tx: TenantTransaction, costs: readonly RuleCost[]): Promise<void> {
  const at = runtime().clock.now().toISOString();
  const rows = costs.map(({ ruleId, microsPerEvent, groups, droppedGroups }) => {
    const health: RuleHealth = { microsPerEvent: Math.round(microsPerEvent * 100) / 100, groups, droppedGroups, at };
    return { id: ruleId, health: stored(health) };
  });
  await tx.run(
    `UPDATE detection_rule r SET health = h.health
       FROM jsonb_to_recordset($2::jsonb) AS h (id uuid, health jsonb) WHERE r.tenant_id = $1::uuid AND r.id = h.id`,
    [tx.tenantId, JSON.stringify(rows)],
  );
}
