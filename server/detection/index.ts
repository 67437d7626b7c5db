export { type DueDetection, followTenant, listDueDetection } from "./consumer/follow-tenant.ts";
export { rebuildDetection, sweepDetection } from "./consumer/rebuild-detection.ts";
export {
  createRule,
  deleteRule,
  getRule,
  listRules,
  type Rule,
  type RuleHealth,
  type RuleList,
  updateRule,
} from "./rules/index.ts";
export {
  type DetectorUpdate,
  detectorUpdate,
  type RuleCreation,
  type RuleDefinition,
  type RuleDefinitionInput,
  type RuleFacts,
  type RuleInput,
  type RuleUpdate,
  ruleDefinition,
  ruleInput,
  ruleOfId,
  ruleTextInput,
  ruleUpdate,
  type TrialInput,
  type TrialSubject,
  trialInput,
} from "./schemas.ts";
export { type DetectionState, getDetectionState } from "./settings/get-detection-state.ts";
export { type DetectorFacts, listDetectors } from "./settings/list-detectors.ts";
export { updateDetector } from "./settings/update-detector.ts";
export { cancelTrial, createTrial, getTrial } from "./trials/create-trial.ts";
export { runTrial } from "./trials/run-trial.ts";
export type { Trial, TrialFinding, TrialResult } from "./trials/trial-rows.ts";
