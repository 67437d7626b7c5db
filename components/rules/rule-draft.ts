import { readQuery } from "#query";
import {
  groupFieldFault,
  patternFieldFault,
  type RuleDefinition,
  readRuleField,
  ruleQueryFaults,
  type WrittenRule,
} from "#rules";
import type { AlertSeverity } from "#server/findings/index.ts";
import { type Duration, durationOf, secondsOf } from "./duration.ts";

export interface PatternDraft {
  field: string;
  matches: string;
}
export interface StepDraft {
  query: string;
  patterns: PatternDraft[];
}
export type RuleKind = RuleDefinition["kind"];

/** A rule as the form holds it: what another kind needs stays while one is chosen. */
export interface RuleDraft {
  name: string;
  description: string;
  severity: AlertSeverity;
  kind: RuleKind;
  /** The first alone, but in a sequence. */
  steps: StepDraft[];
  count: number | "";
  /** Of which different values are counted. */
  field: string;
  window: Duration;
  groupBy: string[];
  dedup: Duration;
  except: string;
  alertsPerDay: number | "";
  runbookUrl: string;
}

/** A rule without what is known of it besides. */
export type RuleText = WrittenRule;

export const emptyStep = (query = ""): StepDraft => ({ query, patterns: [] });

/** A new rule, of events that a query finds. */
export const newDraft = (query: string): RuleDraft => ({
  name: "",
  description: "",
  severity: "medium",
  kind: "threshold",
  steps: [emptyStep(query)],
  count: 5,
  field: "target.id",
  window: { amount: 10, unit: "minutes" },
  groupBy: ["actor.id"],
  dedup: { amount: 1, unit: "hours" },
  except: "",
  alertsPerDay: "",
  runbookUrl: "",
});

/** The form of a rule; `before` keeps what the rule's kind does not say. */
export function draftOf(rule: RuleText, before: RuleDraft = newDraft("")): RuleDraft {
  const { definition, suppression } = rule;
  const steps = definition.kind === "sequence" ? definition.steps : [definition];
  return {
    name: rule.name,
    description: rule.description,
    severity: rule.severity,
    kind: definition.kind,
    steps: steps.map(({ query, patterns }) => ({ query, patterns: patterns.map((one) => ({ ...one })) })),
    count: "count" in definition ? definition.count : before.count,
    field: "field" in definition ? definition.field : before.field,
    window: durationOf(definition.windowS),
    groupBy: [...definition.groupBy],
    dedup: durationOf(rule.dedupMinutes * 60),
    except: suppression.query ?? "",
    alertsPerDay: suppression.alertsPerDay ?? "",
    runbookUrl: rule.runbookUrl ?? "",
  };
}

function definitionOf(draft: RuleDraft): RuleDefinition {
  const windowS = secondsOf(draft.window);
  const count = Number(draft.count);
  const shared = { windowS, groupBy: draft.groupBy.map(readRuleField) };
  const matching = ({ query, patterns }: StepDraft) => ({
    query: query.trim(),
    patterns: patterns.map(({ field, matches }) => ({ field: readRuleField(field), matches })),
  });
  const first = matching(draft.steps[0] ?? emptyStep());
  switch (draft.kind) {
    case "threshold":
      return { kind: "threshold", ...first, count, ...shared };
    case "distinct":
      return { kind: "distinct", ...first, field: readRuleField(draft.field.trim()), count, ...shared };
    case "sequence":
      return { kind: "sequence", steps: draft.steps.map(matching), ...shared };
    case "absence":
      return { kind: "absence", ...first, ...shared };
  }
}

/** The rule that the form says; whether it is one, the server decides. */
export const ruleOf = (draft: RuleDraft): RuleText => ({
  name: draft.name.trim(),
  description: draft.description,
  severity: draft.severity,
  definition: definitionOf(draft),
  dedupMinutes: Math.max(1, Math.round(secondsOf(draft.dedup) / 60)),
  suppression: {
    ...(draft.except.trim() ? { query: draft.except.trim() } : {}),
    ...(draft.alertsPerDay === "" ? {} : { alertsPerDay: draft.alertsPerDay }),
  },
  runbookUrl: draft.runbookUrl.trim() || null,
});

/** What of a rule decides when it alerts: two rules with the same are found alike. */
export const trialKey = ({ definition, dedupMinutes, suppression }: RuleText): string =>
  JSON.stringify([definition, dedupMinutes, suppression.query ?? "", suppression.alertsPerDay ?? 0]);

export interface DraftFault {
  path: string;
  message: string;
  at?: number;
}

/** The list of them is what the field offers. */
const FIELD_WANTED = "must be a field with one value, such as target.id or metadata.path";

/** What can be told of a draft without asking the server; paths as the server names them. */
export function draftFaults(draft: RuleDraft): DraftFault[] {
  const faults: DraftFault[] = [];
  const query = (path: string, text: string) => {
    const wrong = ruleQueryFaults(text)[0];
    if (wrong) faults.push({ path, at: wrong.at, message: wrong.message });
  };
  const isSequence = draft.kind === "sequence";
  const field = (path: string, wrong: string | undefined) => {
    if (wrong !== undefined) faults.push({ path, message: wrong.replace(/must be one of .*/, FIELD_WANTED) });
  };
  for (const [i, step] of (isSequence ? draft.steps : draft.steps.slice(0, 1)).entries()) {
    const path = isSequence ? `definition.steps.${i}` : "definition";
    query(`${path}.query`, step.query);
    for (const [at, pattern] of step.patterns.entries())
      field(`${path}.patterns.${at}.field`, patternFieldFault(readRuleField(pattern.field)));
  }
  for (const [i, name] of draft.groupBy.entries())
    field(`definition.groupBy.${i}`, prefixed(name, groupFieldFault(readRuleField(name))));
  query("suppression.query", draft.except);
  if ((draft.kind === "threshold" || draft.kind === "distinct") && draft.count === "")
    faults.push({ path: "definition.count", message: "Say how many" });
  if (draft.kind === "distinct") field("definition.field", groupFieldFault(readRuleField(draft.field.trim())));
  if (secondsOf(draft.window) === 0) faults.push({ path: "definition.windowS", message: "Say how long" });
  if (secondsOf(draft.dedup) === 0) faults.push({ path: "dedupMinutes", message: "Say how long" });
  return faults;
}

const prefixed = (name: string, fault: string | undefined) => (fault === undefined ? undefined : `${name} ${fault}`);

/** What a rule leaves out, with one more term. */
export function withException(except: string, term: string): string {
  const before = except.trim();
  if (before === "") return term;
  const { pieces } = readQuery(before);
  const isGroup = pieces.length === 1 && pieces[0]!.kind === "group" && !pieces[0]!.isNegated;
  return `(${isGroup ? before.slice(1, -1) : before} OR ${term})`;
}
