/** The detectors, and `rule` for a rule of the tenant's own. */
export const DETECTORS = [
  "new_for_actor",
  "new_for_tenant",
  "impossible_travel",
  "burst",
  "denied_spike",
  "spray_then_success",
  "out_of_hours",
  "privilege_escalation",
  "key_or_session_misuse",
  "tampering_or_mass_destruction",
  "silence",
] as const;
export type DetectorName = (typeof DETECTORS)[number];
/** `secret_overdue` is of a secret that is due for rotation, which no event tells. */
export type FindingSource = DetectorName | "rule" | "secret_overdue";

export const ALERT_SEVERITIES = ["low", "medium", "high", "critical"] as const;
export type AlertSeverity = (typeof ALERT_SEVERITIES)[number];

export const ENTITY_TYPES = [
  "actor",
  "ip",
  "session",
  "key",
  "origin",
  "action",
  "category",
  "group",
  "target",
  "tenant",
] as const;

/** What an alert is about. `id` is the actor's id, the address and so on; of a rule's group the values of its fields, joined by ` · `. */
export interface Entity {
  type: (typeof ENTITY_TYPES)[number];
  id: string;
  name?: string;
}

/** One line of how a finding was reckoned, such as `distance`, `9,930 km`, `great circle between Berlin and São Paulo`. */
export interface ArithmeticLine {
  label: string;
  value: string;
  note?: string;
}

/** Why there is an alert, for people: kept with it as it was when it was raised. */
export interface Explanation {
  /** The value seen, such as `14 denials over 7 actions in 8 min`. */
  seen: string;
  /** The value expected, such as `at most 9 denials, or fewer than 5 actions`. */
  expected: string;
  /** Event times, milliseconds since 1970. */
  window: { fromMs: number; toMs: number };
  arithmetic: ArithmeticLine[];
  /** How much history it rests on; absent where none is needed. `seen`: what was counted in it where that is no events, such as `60 active hours`. */
  history?: { days: number; events?: number; seen?: string };
  /** What the confidence comes from, in words. */
  confidence: string;
  /** Places for a map: of impossible travel the two ends. */
  places?: { name: string; lat: number; lon: number; atMs: number; seq: number }[];
}

/** What a detector found, before it is an alert. */
export interface Finding {
  source: FindingSource;
  ruleId?: string;
  entity: Entity;
  /** One sentence without a full stop, such as `Mika Tan was in Berlin and 41 minutes later in São Paulo`. */
  title: string;
  severity: AlertSeverity;
  /** 0.3 while history is short, up to 1. */
  confidence: number;
  /** Time of the event that completes it. */
  atMs: number;
  /** Contributing events in ascending order of seq, at most EVIDENCE_MAX: the first ones and the one that completes it. */
  seqs: number[];
  /** How many contributed. */
  events: number;
  explanation: Explanation;
  /** It rests on an event that came more than two minutes after its time was past. */
  isLate: boolean;
  runbookUrl?: string;
}
export const EVIDENCE_MAX = 100;

/** A finding is an alert of its own, or one more sign of an alert that is there. `alertKey` follows from the events alone. */
export type Outcome =
  | { kind: "raise"; alertKey: string; finding: Finding }
  | { kind: "extend"; alertKey: string; finding: Finding };
