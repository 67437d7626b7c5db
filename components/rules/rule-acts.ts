import type { DetectorUpdate, Rule, RuleInput, RuleUpdate, Trial, TrialInput } from "#server/detection/index.ts";
import type { FormAnswer } from "../ui/form-state.ts";

/** What the pages of rules and detectors may ask the server to do; each is checked there again. */
export interface RuleActs {
  createRule(tenant: string, input: RuleInput): Promise<FormAnswer<Rule>>;
  updateRule(tenant: string, input: RuleUpdate): Promise<FormAnswer<Rule>>;
  deleteRule(tenant: string, input: { id: string }): Promise<FormAnswer<void>>;
  updateDetector(tenant: string, input: DetectorUpdate): Promise<FormAnswer<void>>;
  createTrial(tenant: string, input: TrialInput): Promise<FormAnswer<Trial>>;
  cancelTrial(tenant: string, input: { id: string }): Promise<FormAnswer<Trial>>;
}
