import { formatRule, readRule } from "#rules";
import type { RuleText } from "./rule-draft.ts";

/** A mistake in the text of a rule, from `at` up to but without `to`. */
export interface TextFault {
  at: number;
  to: number;
  message: string;
}

/** The rule that a text says, or the first mistake in it. */
export function readText(text: string): { rule?: RuleText; fault?: TextFault } {
  const { rule, faults } = readRule(text);
  const [first] = faults;
  if (first) return { fault: { at: first.at, to: first.at + first.length, message: first.message } };
  return rule ? { rule } : {};
}

export const writeText = ({ definition, suppression, ...rule }: RuleText): string =>
  formatRule({ ...rule, definition, suppression: withoutUndefined(suppression) });

/** Where in the text a field stands that was refused; undefined for what is nowhere. */
export function faultInText(
  text: string,
  { path, message, at = 0 }: { path: string; message: string; at?: number },
): TextFault | undefined {
  const place = readRule(text).places[path];
  return place && { at: place.at + at, to: place.at + place.length, message };
}

const withoutUndefined = ({ query, alertsPerDay }: RuleText["suppression"]) => ({
  ...(query === undefined ? {} : { query }),
  ...(alertsPerDay === undefined ? {} : { alertsPerDay }),
});
