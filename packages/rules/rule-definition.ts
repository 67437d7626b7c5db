/** A regular expression that one of the field's values must match. */
export interface FieldPattern {
  field: string;
  matches: string;
}

/** Which events count; an empty query is every event. */
export interface Matching {
  query: string;
  patterns: FieldPattern[];
}

/** What a rule finds. Times in seconds; fields as the query language has them, paths without quotation marks. */
export type RuleDefinition =
  | ({ kind: "threshold"; count: number; windowS: number; groupBy: string[] } & Matching)
  | ({ kind: "distinct"; field: string; count: number; windowS: number; groupBy: string[] } & Matching)
  | { kind: "sequence"; steps: Matching[]; windowS: number; groupBy: string[] }
  | ({ kind: "absence"; windowS: number; groupBy: string[] } & Matching);

export const RULE_SEVERITIES = ["low", "medium", "high", "critical"] as const;
export type RuleSeverity = (typeof RULE_SEVERITIES)[number];

/** A rule as its text has it: everything but whether it is on. */
export interface WrittenRule {
  name: string;
  description: string;
  severity: RuleSeverity;
  definition: RuleDefinition;
  dedupMinutes: number;
  suppression: { query?: string | undefined; alertsPerDay?: number | undefined };
  runbookUrl: string | null;
}

/** Bounds of a rule, both ends included; lengths in UTF-16 units. */
export const RULE_BOUNDS = {
  nameCharactersMax: 100,
  descriptionCharactersMax: 1_000,
  urlCharactersMax: 1_000,
  patternsMax: 5,
  patternCharactersMax: 500,
  fieldCharactersMax: 200,
  countMax: 1_000,
  distinctMin: 2,
  windowSMin: 10,
  windowSMax: 30 * 86_400,
  groupFieldsMax: 3,
  stepsMin: 2,
  stepsMax: 5,
  dedupMinutesDefault: 60,
  dedupMinutesMax: 7 * 1_440,
  alertsPerDayMax: 1_000,
} as const;
