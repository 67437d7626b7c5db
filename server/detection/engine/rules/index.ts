export { type RunnableRule, ruleFaults } from "./compile-rule.ts";
export { compileRules, type RuleCost, type RuleDetector } from "./rule-detector.ts";
