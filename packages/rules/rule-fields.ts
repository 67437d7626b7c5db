import { fieldsOf, foldedField, formatTerm, type QUERY_FIELDS, type QueryField, readQuery } from "#query";
import { RULE_BOUNDS } from "./rule-definition.ts";

/** Fields of which an event has one value; of `target` and of lists the first counts. */
export const GROUP_FIELDS = [
  "actor.id",
  "actor.name",
  "actor.email",
  "actor.type",
  "ip",
  "session",
  "key",
  "origin",
  "action",
  "category",
  "crud",
  "outcome",
  "severity",
  "env",
  "via",
  "auth",
  "country",
  "city",
  "target.id",
  "target.name",
  "target.type",
  "request",
] as const satisfies readonly QueryField[];

const isMetadata = (field: string) => field.startsWith("metadata.") && field.length > "metadata.".length;
const isChange = (field: string) => field.startsWith("changes.") && field.length > "changes.".length;

/** Why events cannot be grouped by, or counted for different values of, a field; undefined where they can. */
export function groupFieldFault(field: string): string | undefined {
  if (field.length > RULE_BOUNDS.fieldCharactersMax)
    return `must be at most ${RULE_BOUNDS.fieldCharactersMax} characters`;
  if (isMetadata(field) || (GROUP_FIELDS as readonly string[]).includes(field)) return undefined;
  if (field === "actor" || field === "target") return `is several fields: write ${field}.id`;
  return `must be one of ${GROUP_FIELDS.join(", ")} or metadata.<path>`;
}

/** Why a pattern cannot look at a field; undefined where it can. */
export function patternFieldFault(field: string): string | undefined {
  if (isChange(field) && field.length <= RULE_BOUNDS.fieldCharactersMax) return undefined;
  return groupFieldFault(field)?.replace("metadata.<path>", "metadata.<path> or changes.<field>");
}

/** The name of a field as a rule has it; see foldedField. */
export const readRuleField = (written: string): string => foldedField(written);

/** A field as it is written in a text, a path with quotation marks where they must be. */
export const formatRuleField = (field: string): string => formatTerm(field as QueryField, "x").slice(0, -":x".length);

export interface RuleFault {
  /** In UTF-16 units from 0. */
  at: number;
  length: number;
  message: string;
}

const OF_TIME: readonly string[] = ["after", "before", "during", "seq", "has:alert"] satisfies (
  | (typeof QUERY_FIELDS)[number]
  | "has:alert"
)[];

/** What is wrong with a query of a rule: all that readQuery says, and conditions that mean nothing for events as they come. */
export function ruleQueryFaults(text: string): RuleFault[] {
  const { node, faults } = readQuery(text);
  if (!node) return faults.map(({ at, to, message }) => ({ at, length: to - at, message }));
  return fieldsOf(node).flatMap(({ field, at }) => {
    if (!OF_TIME.includes(field)) return [];
    const length = /^[^\s()]*/.exec(text.slice(at))![0].length;
    return [{ at, length, message: `a rule looks at events as they come: ${field} cannot stand in one` }];
  });
}
