import { inTenant, type TenantContext } from "../../access/index.ts";
import { parseInput } from "../../parse-input.ts";
import { ruleOfId } from "../schemas.ts";
import { countAlertsOfRules, findRule, ruleOfRow, targetOfRule } from "./rule-rows.ts";
import type { Rule } from "./rule-types.ts";

/** One rule. */
export async function getRule(context: TenantContext, input: { id: string }): Promise<Rule> {
  const { id } = parseInput(ruleOfId, input);
  return inTenant(context, "alerts.read", async (tx) => {
    const row = await findRule(tx, id);
    tx.recordRead("rules.listed", { targets: [targetOfRule(row)], metadata: { rows: 1 } });
    return ruleOfRow(row, await countAlertsOfRules(tx));
  });
}
