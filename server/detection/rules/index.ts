export { createRule } from "./create-rule.ts";
export { deleteRule } from "./delete-rule.ts";
export { getRule } from "./get-rule.ts";
export { listRules } from "./list-rules.ts";
export { pauseRule, storeHealth } from "./pause-rule.ts";
export type { Rule, RuleHealth, RuleList } from "./rule-types.ts";
export { updateRule } from "./update-rule.ts";
