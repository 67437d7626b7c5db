import { inTenant, type TenantContext } from "../../access/index.ts";
import { parseInput } from "../../parse-input.ts";
import { ruleOfId } from "../schemas.ts";
import { factsOfRow, fieldsOfRule, findRule, lockRules, targetOfRule } from "./rule-rows.ts";

/** Deletes a rule; its alerts stay. */
export async function deleteRule(context: TenantContext, input: { id: string }): Promise<void> {
  const { id } = parseInput(ruleOfId, input);
  await inTenant(context, "rules.manage", async (tx) => {
    await lockRules(tx);
    const row = await findRule(tx, id);
    await tx.db.detectionRule.delete({ where: { tenantId_id: { tenantId: tx.tenantId, id } } });
    tx.record("rule.deleted", {
      targets: [targetOfRule(row)],
      changes: Object.entries(fieldsOfRule(factsOfRow(row))).map(([field, before]) => ({ field, before })),
    });
  });
}
