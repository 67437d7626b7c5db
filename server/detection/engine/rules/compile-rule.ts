import { ruleQueryFaults } from "#rules";
import { AppError, type FieldFault } from "../../../errors.ts";
import type { AlertSeverity } from "../../../findings/index.ts";
import { compileQuery, parseQuery, type QueryTest, type RequiredValues, requiredValues } from "../../../query/index.ts";
import type { RuleDefinition, RuleFacts } from "../../schemas.ts";
import type { StateRef } from "../detector.ts";
import { GroupKeys } from "./group-keys.ts";
import { compilePattern, patternFault } from "./patterns.ts";

/** What of a stored rule its running takes. */
export interface RunnableRule {
  id: string;
  version: number;
  name: string;
  severity: AlertSeverity;
  definition: RuleDefinition;
  dedupMinutes: number;
  suppression: RuleFacts["suppression"];
  runbookUrl: string | null;
}

/** The events of a rule, or of one of its steps. */
export interface Matcher {
  query: string;
  fits: QueryTest;
  required: RequiredValues | undefined;
}

export interface CompiledRule extends RunnableRule {
  windowMs: number;
  dedupMs: number;
  /** One, or one a step. */
  matchers: readonly Matcher[];
  /** Events that never count. */
  isLeftOut: QueryTest;
  keys: GroupKeys;
  /** The row of what it remembers as a whole. */
  pinned: StateRef;
}

interface Matching {
  query: string;
  patterns: { field: string; matches: string }[];
}

const matchingsOf = (definition: RuleDefinition): Matching[] =>
  definition.kind === "sequence" ? definition.steps : [definition];

/** What stands against running a rule: mistakes in its queries and patterns, by dotted path within the rule. */
export function ruleFaults({
  definition,
  suppression,
}: Pick<RunnableRule, "definition" | "suppression">): FieldFault[] {
  const faults: FieldFault[] = [];
  const checkQuery = (path: string, text: string) => {
    for (const { at, message } of ruleQueryFaults(text)) faults.push({ path, at, message });
  };
  for (const [i, { query, patterns }] of matchingsOf(definition).entries()) {
    const path = definition.kind === "sequence" ? `definition.steps.${i}` : "definition";
    checkQuery(`${path}.query`, query);
    for (const [j, pattern] of patterns.entries()) {
      const message = patternFault(pattern);
      if (message !== undefined) faults.push({ path: `${path}.patterns.${j}.matches`, message });
    }
  }
  if (suppression.query !== undefined) checkQuery("suppression.query", suppression.query);
  return faults;
}

/** AppError `invalid` with what ruleFaults finds. */
export function compileRule(rule: RunnableRule): CompiledRule {
  const { definition, suppression } = rule;
  const fields = ruleFaults(rule);
  if (fields.length > 0) throw new AppError("invalid", `The rule cannot be run: ${fields[0]!.message}.`, { fields });
  return {
    ...rule,
    windowMs: definition.windowS * 1_000,
    dedupMs: rule.dedupMinutes * 60_000,
    matchers: matchingsOf(definition).map(compileMatching),
    isLeftOut: suppression.query === undefined ? () => false : compileQuery(parseQuery(suppression.query).node),
    keys: new GroupKeys(rule),
    pinned: { kind: "rule", key: `${rule.id}:${rule.version}:rule` },
  };
}

function compileMatching({ query, patterns }: Matching): Matcher {
  const { node } = parseQuery(query);
  const test = compileQuery(node);
  const tests = patterns.map(compilePattern);
  return {
    query,
    fits: tests.length === 0 ? test : (facts) => test(facts) && tests.every((one) => one(facts)),
    required: requiredValues(node),
  };
}
