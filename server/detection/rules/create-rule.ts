import { changesBetween, inTenant, type TenantContext } from "../../access/index.ts";
import { uuidv7 } from "../../ids.ts";
import { runtime } from "../../runtime.ts";
import type { RuleCreation } from "../schemas.ts";
import { readCreation } from "./rule-input.ts";
import { fieldsOfRule, lockRules, refuseTaken, ruleOfRow, stored, targetOfRule } from "./rule-rows.ts";
import type { Rule } from "./rule-types.ts";

/** Makes a rule, of its parts or of its text. On, it looks at the events from now on. */
export async function createRule(context: TenantContext, input: RuleCreation): Promise<Rule> {
  const facts = readCreation(input);
  return inTenant(context, "rules.manage", async (tx) => {
    await lockRules(tx);
    await refuseTaken(tx, facts.name);
    const now = runtime().clock.now();
    const row = await tx.db.detectionRule.create({
      data: {
        ...facts,
        tenantId: tx.tenantId,
        id: uuidv7(now.getTime()),
        definition: stored(facts.definition),
        suppression: stored(facts.suppression),
        version: 1,
        createdAt: now,
        createdBy: context.caller.name,
        updatedAt: now,
      },
    });
    tx.record("rule.created", { targets: [targetOfRule(row)], changes: changesBetween({}, fieldsOfRule(facts)) });
    return ruleOfRow(row, new Map());
  });
}
