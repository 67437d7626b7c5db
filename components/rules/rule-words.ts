import type { RuleDefinition } from "#rules";
import { count, plural } from "../ui/numbers.ts";
import { durationText } from "./duration.ts";
import type { RuleKind } from "./rule-draft.ts";

/** The kinds of rules as the form offers them. */
export const KIND_WORDS: Record<RuleKind, { name: string; what: string }> = {
  threshold: { name: "At least so many", what: "Alerts when so many events that fit come within a time" },
  distinct: {
    name: "So many different",
    what: "Alerts when the events that fit have so many different values of a field",
  },
  sequence: { name: "In order", what: "Alerts when events of each step come one after another within a time" },
  absence: { name: "None for a time", what: "Alerts when what was heard of before is not heard of for a time" },
};

/** What a definition finds, such as `at least 5 events within 10 minutes for each actor`. */
export function definitionWords(definition: RuleDefinition): string {
  const time = durationText(definition.windowS);
  const groups = definition.groupBy.length > 0 ? ` for each ${listWords(definition.groupBy)}` : "";
  switch (definition.kind) {
    case "threshold":
      return definition.count === 1
        ? `every event${groups}`
        : `at least ${plural(definition.count, "event")} within ${time}${groups}`;
    case "distinct":
      return `at least ${count(definition.count)} different ${definition.field} within ${time}${groups}`;
    case "sequence":
      return `${count(definition.steps.length)} steps in order within ${time}${groups}`;
    case "absence":
      return `none for ${time}${groups}`;
  }
}

export const listWords = (items: readonly string[]): string =>
  items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;

/** "0.2 a week" */
export function weeklyText(alerts: number, days: number): string {
  const weekly = (alerts / days) * 7;
  if (weekly > 0 && weekly < 0.05) return "less than 0.1 a week";
  return `${weekly >= 10 ? count(Math.round(weekly)) : Number(weekly.toFixed(1))} a week`;
}
