import { RE2JS, RE2Set } from "re2js";
import { ruleOf } from "#query";
import type { FieldPattern } from "#rules";
import type { EventFacts, QueryField, QueryTest, ValueField } from "../../../query/index.ts";

/** Of one field of one event so much is looked at: a bound on what a pattern may take. */
export const PATTERN_INPUT_CHARACTERS_MAX = 2_048;
/** What a pattern may remember of its automaton; a larger one is run without it, still in linear time. */
const AUTOMATON_BYTES_MAX = 256 * 1_024;
const INSTRUCTIONS_MAX = 2_500;

/** Fields of which the case counts in queries; a pattern follows them. */
const flagsOf = (field: string) => (ruleOf(field as QueryField).kind === "id" ? 0 : RE2JS.CASE_INSENSITIVE);

/** What is wrong with a pattern, in words; undefined for one that can be used. */
export function patternFault({ field, matches }: FieldPattern): string | undefined {
  try {
    const size = RE2JS.compile(matches, flagsOf(field)).programSize();
    return size > INSTRUCTIONS_MAX ? "is too large: repeat fewer characters, or fewer times" : undefined;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return `cannot be read: ${faultOf(error.message)}`;
  }
}

function faultOf(message: string): string {
  const [, what = message, part = ""] = /^error parsing regexp: (.*?)(?:: `(.*)`)?$/s.exec(message) ?? [];
  if (/^\(\?<?[=!]/.test(part)) return `look-ahead and look-behind (${part.slice(0, 4)}) are not known here`;
  if (/^\\[1-9]/.test(part)) return `back references (${part}) are not known here`;
  if (/^\(\?>|[+*?}]\+$/.test(part)) return `atomic groups and possessive repetition (${part}) are not known here`;
  return part === "" ? what : `${what}, at ${part}`;
}

/** Whether a value of the field, as queries compare it, has a part that the pattern matches. */
export function compilePattern(pattern: FieldPattern): QueryTest {
  const set = new RE2Set(RE2Set.UNANCHORED, flagsOf(pattern.field), AUTOMATON_BYTES_MAX);
  set.add(pattern.matches);
  set.compile();
  return (facts: EventFacts) => {
    let left = PATTERN_INPUT_CHARACTERS_MAX;
    for (const value of facts.values(pattern.field as ValueField)) {
      const text = value.length > left ? value.slice(0, left) : value;
      if (set.match(text).length > 0) return true;
      left -= text.length;
      if (left <= 0) return false;
    }
    return false;
  };
}
