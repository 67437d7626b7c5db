import type { AlertSeverity } from "../../findings/index.ts";
import type { RuleDefinition, RuleFacts } from "../schemas.ts";

/** What running a rule came to of late. As stored in detection_rule.health. */
export interface RuleHealth {
  /** Mean time per event of the tenant. */
  microsPerEvent: number;
  /** Groups that are remembered. */
  groups: number;
  /** Groups that were let go, since there were too many. */
  droppedGroups: number;
  /** RFC 3339. */
  at: string;
}

/** A rule of the tenant's own; times are RFC 3339. */
export interface Rule {
  id: string;
  name: string;
  description: string;
  isOn: boolean;
  severity: AlertSeverity;
  definition: RuleDefinition;
  dedupMinutes: number;
  suppression: RuleFacts["suppression"];
  runbookUrl: string | null;
  /** Grows with every change of what it finds: then it begins anew. */
  version: number;
  /** The rule as text, as readRule of packages/rules reads it back. */
  text: string;
  /** Null before it has run. */
  health: RuleHealth | null;
  /** Switched off by Sealtrail, and why; null for one that is not. It runs only while isOn and not paused. */
  pausedAt: string | null;
  pauseReason: string | null;
  /** Alerts of the last 30 days. */
  alerts30d: number;
  createdAt: string;
  createdBy: string;
  updatedAt: string;
}

export interface RuleList {
  /** By name. */
  rules: Rule[];
  /** The most that a tenant may have. */
  rulesMax: number;
}
