import type { FieldPattern, Matching, RuleDefinition, WrittenRule } from "./rule-definition.ts";
import { RULE_BOUNDS as BOUNDS, RULE_SEVERITIES } from "./rule-definition.ts";
import { type RuleFault, ruleQueryFaults } from "./rule-fields.ts";
import { LINE_NAMES, type LineName, linesOf, type TextLine } from "./text-lines.ts";
import { readAlertsPerDay, readDedup, readPattern, readWhen, type When } from "./values.ts";

/** A place in the text. */
export interface TextPlace {
  at: number;
  length: number;
}

export interface ReadRule {
  /** Undefined when there is any fault. */
  rule?: WrittenRule;
  /** In the order of the text. */
  faults: RuleFault[];
  /** Where the parts of the rule stand, by dotted path such as `definition.patterns.0.matches`. */
  places: Record<string, TextPlace>;
}

/** How one value is read: the value, or a fault at a place within it. */
export type Refuse = (offset: number, length: number, message: string) => undefined;

const TEXT_CHARACTERS_MAX = 40_000;
const EXAMPLES = [
  "rule: Many secrets read",
  "events: action:secret.read env:prod",
  "first: action:login outcome:failure",
  "then: action:login outcome:success",
  "where: metadata.path matches ^db/",
  "when: 20 events within 10m by actor.id",
  "severity: high",
  "dedup: 60m",
  "except: actor:svc-backup",
  "at most: 5 alerts a day",
  "runbook: https://wiki.example/secrets",
  "description: What to think of first",
] as const satisfies `${LineName}: ${string}`[];
const exampleOf = (name: LineName) => EXAMPLES.find((line) => line.startsWith(`${name}:`));
const OFTEN: readonly LineName[] = ["then", "where"];

/**
 * Reads the text of a rule (docs/rules.md). Every mistake is a fault with its place and what was expected; none is ignored. Regular
 * expressions are not looked into, since that takes their engine.
 *
 * @example readRule("rule: Denials\nevents: outcome:denied\nwhen: 9 events within 5m by actor.id\nseverity: low").rule?.dedupMinutes // 60
 */
export function readRule(text: string): ReadRule {
  const faults: RuleFault[] = [];
  const places: Record<string, TextPlace> = {};
  if (text.length > TEXT_CHARACTERS_MAX) {
    faults.push({
      at: TEXT_CHARACTERS_MAX,
      length: text.length - TEXT_CHARACTERS_MAX,
      message: `a rule has at most ${TEXT_CHARACTERS_MAX} characters`,
    });
    return { faults, places };
  }
  const reader = new LineReader(text, faults, places);
  for (const line of linesOf(text)) reader.read(line);
  const rule = reader.finish();
  faults.sort((a, b) => a.at - b.at);
  return faults.length > 0 || !rule ? { faults, places } : { rule, faults, places };
}

class LineReader {
  readonly #text: string;
  readonly #faults: RuleFault[];
  readonly #places: Record<string, TextPlace>;
  readonly #seen = new Map<LineName, TextLine>();
  readonly #matchings: Matching[] = [];
  readonly #facts: Partial<Omit<WrittenRule, "definition" | "suppression">> = {};
  readonly #suppression: WrittenRule["suppression"] = {};
  #when: When | undefined;

  constructor(text: string, faults: RuleFault[], places: Record<string, TextPlace>) {
    this.#text = text;
    this.#faults = faults;
    this.#places = places;
  }

  read(line: TextLine): undefined {
    const name = LINE_NAMES.find((one) => one === line.name);
    if (line.isBroken || !name) return this.#refuseLine(line);
    const refuse: Refuse = (offset, length, message) => {
      this.#faults.push({ at: line.placeOf(offset), length, message });
      return undefined;
    };
    const before = this.#seen.get(name);
    if (before && !OFTEN.includes(name))
      return this.#fault(line.at, name.length, `there is a line "${name}:" already; a rule has one`);
    if (!before) this.#seen.set(name, line);
    if (line.value === "") return refuse(0, 0, `expected a value, such as ${exampleOf(name)}`);
    const isLong =
      name === "events" || name === "first" || name === "then" || name === "except" || name === "description";
    if (!isLong && line.value.includes("\n"))
      return refuse(line.value.indexOf("\n") + 1, 1, `expected one line for "${name}:"`);
    this.#readValue(name, line, refuse);
  }

  #readValue(name: LineName, line: TextLine, refuse: Refuse): undefined {
    const { value } = line;
    switch (name) {
      case "rule":
        return this.#setText("name", line, refuse, BOUNDS.nameCharactersMax);
      case "description":
        return this.#setText("description", line, refuse, BOUNDS.descriptionCharactersMax);
      case "events":
      case "first":
      case "then":
        return this.#readMatching(name, line, refuse);
      case "where":
        return this.#readWhere(line, refuse);
      case "when":
        this.#when = readWhen(value, refuse);
        this.#place("definition", line, 0, value.length);
        return;
      case "severity": {
        const severity = RULE_SEVERITIES.find((one) => one === value.toLowerCase());
        if (severity) this.#facts.severity = severity;
        else refuse(0, value.length, `expected ${RULE_SEVERITIES.join(", ")}`);
        return;
      }
      case "dedup": {
        const minutes = readDedup(value, refuse);
        if (minutes !== undefined) this.#facts.dedupMinutes = minutes;
        return;
      }
      case "except":
        return this.#readExcept(line, refuse);
      case "at most": {
        const alerts = readAlertsPerDay(value, refuse);
        if (alerts !== undefined) this.#suppression.alertsPerDay = alerts;
        return;
      }
      case "runbook":
        if (!/^https?:\/\/[^\s/]\S*$/i.test(value))
          return refuse(0, value.length, "expected an address that begins with https:// or http://");
        return this.#setText("runbookUrl", line, refuse, BOUNDS.urlCharactersMax);
    }
  }

  #setText(part: "name" | "description" | "runbookUrl", line: TextLine, refuse: Refuse, max: number): undefined {
    const { value } = line;
    this.#place(part, line, 0, value.length);
    if (value.length > max) refuse(max, value.length - max, `expected at most ${max} characters`);
    else this.#facts[part] = value;
  }

  #readMatching(name: "events" | "first" | "then", line: TextLine, refuse: Refuse): undefined {
    if (name === "then" && this.#matchings.length >= BOUNDS.stepsMax)
      return this.#fault(line.at, name.length, `a sequence has at most ${BOUNDS.stepsMax} steps`);
    if (name === "then" && !this.#seen.has("first"))
      this.#fault(line.at, name.length, 'expected a line "first:" before "then:"');
    if (name === "first" && this.#matchings.length > 0 && !this.#seen.has("events"))
      this.#fault(line.at, name.length, '"first:" comes before every "then:"');
    const query = line.value === "*" ? "" : line.value;
    this.#checkQuery(query, refuse);
    this.#place(
      name === "events" ? "definition.query" : `definition.steps.${this.#matchings.length}.query`,
      line,
      0,
      line.value.length,
    );
    this.#matchings.push({ query, patterns: [] });
  }

  #readWhere(line: TextLine, refuse: Refuse): undefined {
    const matching = this.#matchings.at(-1);
    if (!matching)
      return this.#fault(
        line.at,
        "where".length,
        'expected "where:" behind the line "events:", "first:" or "then:" that it belongs to',
      );
    if (matching.patterns.length >= BOUNDS.patternsMax)
      return this.#fault(
        line.at,
        "where".length,
        `there are at most ${BOUNDS.patternsMax} lines "where:" for one query`,
      );
    const read = readPattern(line.value, refuse);
    if (!read) return;
    const step = this.#seen.has("events") ? "" : `steps.${this.#matchings.length - 1}.`;
    const path = `definition.${step}patterns.${matching.patterns.length}`;
    this.#place(`${path}.field`, line, 0, read.fieldLength);
    this.#place(`${path}.matches`, line, read.patternAt, line.value.length - read.patternAt);
    matching.patterns.push({ field: read.field, matches: read.matches } satisfies FieldPattern);
  }

  #readExcept(line: TextLine, refuse: Refuse): undefined {
    if (line.value === "*") return refuse(0, 1, "expected a query: this would leave out every event");
    this.#checkQuery(line.value, refuse);
    this.#place("suppression.query", line, 0, line.value.length);
    this.#suppression.query = line.value;
  }

  #checkQuery(query: string, refuse: Refuse): undefined {
    for (const { at, length, message } of ruleQueryFaults(query)) refuse(at, length, message);
  }

  #place(path: string, line: TextLine, from: number, length: number): undefined {
    this.#places[path] = { at: line.placeOf(from), length };
  }

  #fault(at: number, length: number, message: string): undefined {
    this.#faults.push({ at, length, message });
  }

  #refuseLine({ at, name, isBroken }: TextLine): undefined {
    const length = /^[^\n:]*/.exec(this.#text.slice(at))![0].trimEnd().length;
    if (isBroken)
      return this.#fault(
        at,
        length,
        "expected the name of a line and a colon, such as severity: high; a line that goes on begins with two spaces",
      );
    this.#fault(at, length, `"${name.slice(0, 40)}" is no line of a rule; the lines are ${LINE_NAMES.join(", ")}`);
  }

  /** The rule of what was read; what is missing is a fault at the end of the text, or where the line stands that needs it. */
  finish(): WrittenRule | undefined {
    for (const name of ["rule", "when", "severity"] as const) if (!this.#seen.has(name)) this.#missing(name);
    const definition = this.#definition();
    const {
      name,
      severity,
      description = "",
      dedupMinutes = BOUNDS.dedupMinutesDefault,
      runbookUrl = null,
    } = this.#facts;
    if (!definition || name === undefined || severity === undefined) return undefined;
    return { name, description, severity, definition, dedupMinutes, suppression: this.#suppression, runbookUrl };
  }

  #missing(name: LineName): undefined {
    this.#fault(this.#text.length, 0, `expected a line "${name}:", such as ${exampleOf(name)}`);
  }

  #definition(): RuleDefinition | undefined {
    const [events, first, then] = [this.#seen.get("events"), this.#seen.get("first"), this.#seen.get("then")];
    const isSequence = this.#when ? this.#when.kind === "sequence" : first !== undefined;
    if (!isSequence) {
      const step = first ?? then;
      if (step) this.#fault(step.at, step.name.length, 'steps belong to "when: in order within ..."; write "events:"');
      if (!events) this.#missing("events");
    } else {
      if (events)
        this.#fault(events.at, "events".length, 'a rule "in order" has the lines "first:" and "then:" instead');
      if (!first) this.#missing("first");
      if (!then) this.#missing("then");
    }
    const when = this.#when;
    if (!when) return undefined;
    if (when.kind === "sequence") return { ...when, steps: this.#matchings };
    const [matching] = this.#matchings;
    return matching && { ...when, ...matching };
  }
}
