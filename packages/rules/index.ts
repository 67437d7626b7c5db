export { formatDuration, readDuration } from "./durations.ts";
export { formatRule, formatWhen } from "./format-rule.ts";
export { type ReadRule, readRule, type TextPlace } from "./read-rule.ts";
export {
  type FieldPattern,
  type Matching,
  RULE_BOUNDS,
  RULE_SEVERITIES,
  type RuleDefinition,
  type RuleSeverity,
  type WrittenRule,
} from "./rule-definition.ts";
export {
  formatRuleField,
  GROUP_FIELDS,
  groupFieldFault,
  patternFieldFault,
  type RuleFault,
  readRuleField,
  ruleQueryFaults,
} from "./rule-fields.ts";
export { LINE_NAMES, type LineName } from "./text-lines.ts";
