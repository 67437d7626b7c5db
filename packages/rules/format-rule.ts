import { formatDuration } from "./durations.ts";
import type { FieldPattern, Matching, RuleDefinition, WrittenRule } from "./rule-definition.ts";
import { formatRuleField } from "./rule-fields.ts";

/** The text of a rule, such that readRule reads it back. */
export function formatRule(rule: WrittenRule): string {
  const { name, description, severity, definition, dedupMinutes, suppression, runbookUrl } = rule;
  const lines: [string, string][] = [["rule", name], ...matchingLines(definition)];
  lines.push(["when", formatWhen(definition)], ["severity", severity], ["dedup", formatDuration(dedupMinutes * 60)]);
  if (suppression.query !== undefined) lines.push(["except", suppression.query]);
  if (suppression.alertsPerDay !== undefined)
    lines.push(["at most", `${suppression.alertsPerDay} ${suppression.alertsPerDay === 1 ? "alert" : "alerts"} a day`]);
  if (runbookUrl !== null) lines.push(["runbook", runbookUrl]);
  if (description !== "") lines.push(["description", description]);
  return lines.map(([line, value]) => `${line}: ${continued(value)}\n`).join("");
}

/** Further lines begin with two spaces, but for those without anything. */
const continued = (value: string) =>
  value
    .split("\n")
    .map((line, i) => (i === 0 || line === "" ? line : `  ${line}`))
    .join("\n");

function matchingLines(definition: RuleDefinition): [string, string][] {
  if (definition.kind !== "sequence") return linesOf("events", definition);
  return definition.steps.flatMap((step, i) => linesOf(i === 0 ? "first" : "then", step));
}

const linesOf = (name: string, { query, patterns }: Matching): [string, string][] => [
  [name, query === "" ? "*" : query],
  ...patterns.map((pattern): [string, string] => ["where", formatPattern(pattern)]),
];

function formatPattern({ field, matches }: FieldPattern): string {
  const isPlain = /^[^\s"]/.test(matches) && /\S$/.test(matches) && !/\p{Cc}/u.test(matches);
  return `${formatRuleField(field)} matches ${isPlain ? matches : JSON.stringify(matches)}`;
}

/** When a rule raises an alert, as its text says it. */
export function formatWhen(definition: RuleDefinition): string {
  const within = `within ${formatDuration(definition.windowS)}`;
  const by = definition.groupBy.length > 0 ? ` by ${definition.groupBy.map(formatRuleField).join(", ")}` : "";
  switch (definition.kind) {
    case "threshold":
      return `${definition.count} ${definition.count === 1 ? "event" : "events"} ${within}${by}`;
    case "distinct":
      return `${definition.count} different ${formatRuleField(definition.field)} ${within}${by}`;
    case "sequence":
      return `in order ${within}${by}`;
    case "absence":
      return `none ${within}${by}`;
  }
}
