import { changeDetector, changeRule, makeRule, removeRule, startTrial, stopTrial } from "./actions.ts";

/** The server actions of rules and detectors, as the components call them. */
export const RULE_ACTS = {
  createRule: makeRule,
  updateRule: changeRule,
  deleteRule: removeRule,
  updateDetector: changeDetector,
  createTrial: startTrial,
  cancelTrial: stopTrial,
};
