import { readDuration } from "./durations.ts";
import type { Refuse } from "./read-rule.ts";
import { RULE_BOUNDS as BOUNDS, type RuleDefinition } from "./rule-definition.ts";
import { groupFieldFault, patternFieldFault, readRuleField } from "./rule-fields.ts";

type Without<T, Name extends PropertyKey> = T extends unknown ? Omit<T, Name> : never;
/** A definition without the events that it is about. */
export type When = Without<RuleDefinition, "query" | "patterns" | "steps">;

const FORMS =
  "expected one of: 20 events within 10m by actor.id; 10 different target.id within 1h by actor.id; in order within 1h by actor.id; none within 2h by origin";
const FIELD = /(?:"(?:[^"\\]|\\.)*"|[^\s",])+/y;

/** Reads what stands at `at`, word by word; words in any case. */
class Words {
  readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** The next word, if it is one of these. */
  take(...words: string[]): string | undefined {
    this.#skip();
    const found = /^[^\s,]*/.exec(this.text.slice(this.at))![0];
    if (!words.includes(found.toLowerCase())) return undefined;
    this.at += found.length;
    return found.toLowerCase();
  }

  /** Whatever stands there up to a space or comma. */
  next(): { text: string; at: number } {
    this.#skip();
    const { at } = this;
    const text = /^[^\s,]*/.exec(this.text.slice(at))![0];
    this.at += text.length;
    return { text, at };
  }

  field(): { text: string; at: number } {
    this.#skip();
    const { at } = this;
    FIELD.lastIndex = at;
    const text = FIELD.exec(this.text)?.[0] ?? "";
    this.at += text.length;
    return { text, at };
  }

  takeComma(): boolean {
    this.#skip();
    if (this.text[this.at] !== ",") return false;
    this.at++;
    return true;
  }

  get isAtEnd(): boolean {
    this.#skip();
    return this.at === this.text.length;
  }

  #skip(): void {
    while (/\s/.test(this.text[this.at] ?? "")) this.at++;
  }
}

/** `20 events within 10m by actor.id`, `10 different target.id within 1h`, `in order within 1h`, `none within 2h by origin`. */
export function readWhen(text: string, refuse: Refuse): When | undefined {
  const words = new Words(text);
  if (words.take("none")) return readWindow(words, refuse, { kind: "absence" });
  if (words.take("in"))
    return words.take("order") ? readWindow(words, refuse, { kind: "sequence" }) : refuse(words.at, 0, FORMS);
  const number = words.next();
  if (!/^\d{1,9}$/.test(number.text)) return refuse(number.at, number.text.length, FORMS);
  const count = Number(number.text);
  if (words.take("event", "events")) {
    if (count < 1 || count > BOUNDS.countMax)
      return refuse(number.at, number.text.length, `expected a number from 1 to ${BOUNDS.countMax}`);
    return readWindow(words, refuse, { kind: "threshold", count });
  }
  if (!words.take("different")) return refuse(words.at, words.next().text.length, FORMS);
  if (count < BOUNDS.distinctMin || count > BOUNDS.countMax)
    return refuse(number.at, number.text.length, `expected a number from ${BOUNDS.distinctMin} to ${BOUNDS.countMax}`);
  const field = readGroupField(words, refuse);
  return field === undefined ? undefined : readWindow(words, refuse, { kind: "distinct", field, count });
}

function readWindow<T extends { kind: string }>(words: Words, refuse: Refuse, beginning: T) {
  if (!words.take("within"))
    return refuse(words.at, words.next().text.length, `expected "within" and how long, such as within 10m`);
  const written = words.next();
  const windowS = readDuration(written.text);
  if (windowS === undefined)
    return refuse(written.at, written.text.length, "expected how long, such as 90s, 10m, 2h or 7d");
  if (windowS < BOUNDS.windowSMin || windowS > BOUNDS.windowSMax)
    return refuse(written.at, written.text.length, "expected a time from 10s to 30d");
  const groupBy: string[] = [];
  if (words.take("by"))
    do {
      const before = words.at;
      const field = readGroupField(words, refuse);
      if (field === undefined) return undefined;
      if (groupBy.includes(field)) return refuse(before, words.at - before, `${field} stands here twice`);
      if (groupBy.push(field) > BOUNDS.groupFieldsMax)
        return refuse(before, words.at - before, `expected at most ${BOUNDS.groupFieldsMax} fields`);
    } while (words.takeComma());
  if (!words.isAtEnd)
    return refuse(
      words.at,
      words.text.length - words.at,
      groupBy.length > 0
        ? "expected a comma between fields, or the end of the line"
        : 'expected "by" and a field, or the end of the line',
    );
  return { ...beginning, windowS, groupBy };
}

function readGroupField(words: Words, refuse: Refuse): string | undefined {
  const { text, at } = words.field();
  if (text === "") return refuse(at, 0, "expected a field such as actor.id");
  const field = readRuleField(text);
  const fault = groupFieldFault(field);
  return fault === undefined ? field : refuse(at, text.length, `${text} ${fault}`);
}

/** `metadata.path matches ^db/`; the expression goes to the end of the line, or is a JSON string. */
export function readPattern(text: string, refuse: Refuse) {
  const words = new Words(text);
  const written = words.field();
  if (written.text === "") return refuse(0, 0, "expected a field such as metadata.path");
  const field = readRuleField(written.text);
  const fault = patternFieldFault(field);
  if (fault !== undefined) return refuse(0, written.text.length, `${written.text} ${fault}`);
  if (!words.take("matches"))
    return refuse(words.at, words.next().text.length, 'expected "matches" and a regular expression');
  if (words.isAtEnd) return refuse(text.length, 0, "expected a regular expression");
  const patternAt = words.at;
  const rest = text.slice(patternAt);
  const matches = rest.startsWith('"') ? readJsonText(rest) : rest;
  if (matches === undefined || matches === "")
    return refuse(
      patternAt,
      rest.length,
      "expected a regular expression; one that begins with a quotation mark is a JSON string",
    );
  if (matches.length > BOUNDS.patternCharactersMax)
    return refuse(patternAt, rest.length, `expected at most ${BOUNDS.patternCharactersMax} characters`);
  return { field, matches, fieldLength: written.text.length, patternAt };
}

function readJsonText(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Minutes. */
export function readDedup(text: string, refuse: Refuse): number | undefined {
  const seconds = readDuration(text);
  if (seconds === undefined || seconds % 60 !== 0 || seconds < 60 || seconds > BOUNDS.dedupMinutesMax * 60)
    return refuse(0, text.length, "expected whole minutes, hours or days from 1m to 7d, such as 60m");
  return seconds / 60;
}

export function readAlertsPerDay(text: string, refuse: Refuse): number | undefined {
  const count = Number(/^(\d{1,6})\s+alerts?\s+a\s+day$/i.exec(text)?.[1]);
  if (!(count >= 1 && count <= BOUNDS.alertsPerDayMax))
    return refuse(0, text.length, `expected 1 to ${BOUNDS.alertsPerDayMax} alerts a day, such as 5 alerts a day`);
  return count;
}
