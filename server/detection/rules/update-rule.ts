import { isDeepStrictEqual } from "node:util";
import { changesBetween, inTenant, type TenantContext } from "../../access/index.ts";
import { AppError } from "../../errors.ts";
import { parseInput } from "../../parse-input.ts";
import { runtime } from "../../runtime.ts";
import { type RuleFacts, type RuleUpdate, ruleUpdate } from "../schemas.ts";
import { demandRunnable, readRuleText } from "./rule-input.ts";
import {
  countAlertsOfRules,
  factsOfRow,
  fieldsOfRule,
  findRule,
  lockRules,
  type RuleRow,
  refuseTaken,
  ruleOfRow,
  stored,
  targetOfRule,
} from "./rule-rows.ts";
import type { Rule } from "./rule-types.ts";

/**
 * Changes a rule, by parts or by its text; what is absent stays, and what changes nothing records nothing. A change of what it finds lets it
 * begin anew with the events from now on, and so does switching it on. Switching on one that was paused resumes it.
 */
export async function updateRule(context: TenantContext, input: RuleUpdate): Promise<Rule> {
  const { id, updatedAt, text, ...parts } = parseInput(ruleUpdate, input);
  const written = text === undefined ? {} : readRuleText(text);
  const given = Object.fromEntries(Object.entries({ ...parts, ...written }).filter(([, part]) => part !== undefined));
  return inTenant(context, "rules.manage", async (tx) => {
    await lockRules(tx);
    const row = await findRule(tx, id);
    if (updatedAt !== undefined && Date.parse(updatedAt) !== row.updatedAt.getTime())
      throw new AppError("conflict", "The rule was changed meanwhile: open it again to see how; nothing was saved.", {
        fields: [{ path: "updatedAt", message: "is not the present state" }],
      });
    const before = factsOfRow(row);
    const after: RuleFacts = { ...before, ...given };
    demandRunnable(after);
    if (after.name !== before.name) await refuseTaken(tx, after.name, id);
    const isResumed = row.pausedAt !== null && parts.isOn === true;
    const changes = [
      ...changesBetween(fieldsOfRule(before), fieldsOfRule(after)),
      ...(isResumed ? [{ field: "paused", before: row.pauseReason, after: null }] : []),
    ];
    const alerts = await countAlertsOfRules(tx);
    if (changes.length === 0) return ruleOfRow(row, alerts);
    const changed = await tx.db.detectionRule.update({
      where: { tenantId_id: { tenantId: tx.tenantId, id } },
      data: {
        ...after,
        definition: stored(after.definition),
        suppression: stored(after.suppression),
        ...(beginsAnew(before, after) || isResumed ? { version: row.version + 1, ...resetHealth(row) } : {}),
        ...(isResumed ? { pausedAt: null, pauseReason: null } : {}),
        updatedAt: new Date(Math.max(runtime().clock.now().getTime(), row.updatedAt.getTime() + 1)),
      },
    });
    tx.record("rule.updated", { targets: [targetOfRule(changed)], changes });
    return ruleOfRow(changed, alerts);
  });
}

const beginsAnew = (before: RuleFacts, after: RuleFacts) =>
  !isDeepStrictEqual(stored(before.definition), stored(after.definition)) ||
  before.suppression.query !== after.suppression.query ||
  (!before.isOn && after.isOn);

/** The cost stays as it was, the groups are gone. */
const resetHealth = ({ health }: RuleRow) =>
  health === null ? {} : { health: stored({ ...(health as object), groups: 0, droppedGroups: 0 }) };
