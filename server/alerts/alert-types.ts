import type { AlertSeverity, ArithmeticLine, Entity, Explanation, FindingSource } from "../findings/index.ts";
import type { AlertState, Resolution } from "./schemas.ts";
import type { EntityRisk } from "./score.ts";

/** An alert as it stands in a list; times are RFC 3339. */
export interface AlertLine {
  id: string;
  source: FindingSource;
  ruleId: string | null;
  /** null: of a detector, or the rule is gone. */
  ruleName: string | null;
  entity: Entity;
  title: string;
  severity: AlertSeverity;
  confidence: number;
  score: number;
  state: AlertState;
  resolution: Resolution | null;
  /** The name is null for somebody who is no member any more. */
  assignee: { id: string; name: string | null } | null;
  caseId: string;
  /** It is not resolved, and a mute that lasts covers it: it counts in no badge and wakes nobody. */
  isMuted: boolean;
  /** Of the events. */
  firstAt: string;
  lastAt: string;
  /** By Sealtrail's clock. */
  raisedAt: string;
  updatedAt: string;
  /** How many contributed. */
  events: number;
  isLate: boolean;
}

/** An alert with all that is known of it. */
export interface Alert extends AlertLine {
  scoreArithmetic: ArithmeticLine[];
  resolutionNote: string | null;
  acknowledgedAt: string | null;
  resolvedAt: string | null;
  /** The mute that covers it, or did last. */
  mute: AlertMute | null;
  explanation: Explanation;
  runbookUrl: string | null;
  /** Contributing events in ascending order, at most a hundred: the first ones and the last. */
  seqs: number[];
  /** What was done with it, in order. */
  entries: AlertEntry[];
  case: AlertCase;
  risk: EntityRisk;
}

export const ENTRY_KINDS = [
  "raised",
  "extended",
  "acknowledged",
  "resolved",
  "reopened",
  "assigned",
  "commented",
] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** What was done with an alert. */
export interface AlertEntry {
  id: string;
  at: string;
  kind: EntryKind;
  by: { type: "user" | "key" | "system"; id: string; name: string };
  detail: AlertEntryDetail;
}

/** As it is stored with an entry. */
export interface AlertEntryDetail {
  /** raised: it is of more than a day ago, so that it woke nobody. */
  isHistory?: boolean;
  /** raised, reopened: the mute that covered it. */
  muteId?: string;
  /** extended, reopened: events that came to it, and how many there were then. */
  added?: number;
  events?: number;
  /** extended, reopened: the severity that it rose from. */
  severityBefore?: AlertSeverity;
  /** reopened: by itself, since more of it came. */
  isMoreCame?: boolean;
  /** resolved */
  resolution?: Resolution;
  note?: string;
  /** assigned; null: nobody */
  assignee?: { id: string; name: string } | null;
  /** commented */
  text?: string;
}

/** Alerts of one entity that belong together. */
export interface AlertCase {
  id: string;
  entity: Entity;
  openedAt: string;
  closedAt: string | null;
  /** How many alerts it has, and how many of them are not resolved. */
  alerts: number;
  unresolved: number;
  /** The others of it, newest first, at most 50. */
  others: AlertLine[];
}

/** Alerts that fit `source`, `ruleId` and `entity`, as far as they are there, wake nobody until then. */
export interface AlertMute {
  id: string;
  source: FindingSource | null;
  ruleId: string | null;
  ruleName: string | null;
  entity: { type: Entity["type"]; id: string } | null;
  until: string;
  reason: string;
  createdAt: string;
  /** In words, as the maker was called then. */
  createdBy: string;
  endedAt: string | null;
  isActive: boolean;
}

/** How many alerts fit the rest of the filter; the first two without those that are muted. */
export interface AlertCounts {
  open: number;
  acknowledged: number;
  resolved: number;
  muted: number;
}

export interface AlertList {
  alerts: AlertLine[];
  counts: AlertCounts;
  /** `before` of the next page; null at the end. */
  next: string | null;
}

/** What the badge shows; muted alerts count nowhere. Each number goes up to 10,000. */
export interface AlertBadge {
  open: number;
  /** Of the open ones. */
  critical: number;
  high: number;
  /** Not resolved and assigned to the caller. */
  mine: number;
  /** The open alert raised last whose events are of the last 24 hours. */
  newestId: string | null;
  newestTitle: string | null;
  newestSeverity: AlertSeverity | null;
  newestAt: string | null;
}
