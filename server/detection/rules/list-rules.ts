import { inTenant, type TenantContext } from "../../access/index.ts";
import { RULES_MAX } from "../schemas.ts";
import { countAlertsOfRules, ruleOfRow } from "./rule-rows.ts";
import type { RuleList } from "./rule-types.ts";

/** Every rule of the tenant, by name. */
export async function listRules(context: TenantContext): Promise<RuleList> {
  return inTenant(context, "alerts.read", async (tx) => {
    const rows = await tx.db.detectionRule.findMany({ where: { tenantId: tx.tenantId } });
    const alerts = await countAlertsOfRules(tx);
    const rules = rows.map((row) => ruleOfRow(row, alerts));
    rules.sort((a, b) => a.name.localeCompare(b.name, "en") || (a.id < b.id ? -1 : 1));
    tx.recordRead("rules.listed", { metadata: { rows: rules.length } });
    return { rules, rulesMax: RULES_MAX };
  });
}
