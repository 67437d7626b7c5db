import type { Entity, Finding } from "../../../findings/index.ts";
import { EventFacts, type ValueField } from "../../../query/index.ts";
import type { Detector, Observed, Situation, StateRef, States } from "../detector.ts";
import { evidence } from "../detectors/evidence.ts";
import { span } from "../detectors/wording.ts";
import { observeAbsence, type Tell, tickAbsence } from "./absence.ts";
import { Candidates } from "./candidates.ts";
import { type CompiledRule, compileRule, type RunnableRule } from "./compile-rule.ts";
import { observeDistinct, shortValue, VALUES_OF_EVENT_MAX, type Values } from "./distinct.ts";
import type { Group } from "./group-keys.ts";
import { type Bookkeeping, countGroups, mayRaise, readBooks, useGroup } from "./groups.ts";
import { Meter } from "./meter.ts";
import type { Points } from "./points.ts";
import { noSteps, observeSequence, type Steps } from "./sequence.ts";
import type { Moment, Sighting } from "./sighting.ts";
import { observeThreshold } from "./threshold.ts";

export interface RuleCost {
  ruleId: string;
  /** Mean time per event of the tenant since the last call. */
  microsPerEvent: number;
  groups: number;
  droppedGroups: number;
}

export interface RuleDetector extends Detector {
  /** What each rule came to, as far as anything was looked at since the last call. */
  health(): RuleCost[];
  /** Rules that took so much time that they are not looked at any more: to be paused. */
  tooCostly(): string[];
}

/** An event that a rule counts. */
interface Match {
  rule: CompiledRule;
  group: Group;
  /** The steps that it fits; of a rule without steps `[0]`. */
  steps: readonly number[];
  /** Of a rule that counts different ones. */
  values: readonly string[];
}

const NOTHING: readonly Match[] = [];
const NO_VALUES: readonly string[] = [];

/** What Sealtrail records of its own alerts counts for no rule: one that took it for an event would feed itself. */
const isOwnAlert = ({ isTrail, columns }: Observed) =>
  isTrail &&
  (columns.action === "alert.raised" || (columns.action === "alert.reopened" && columns.actorType === "system"));

/** The rules as one detector; AppError `invalid` for one that cannot be run. */
export function compileRules(rules: readonly RunnableRule[]): RuleDetector {
  return new Rules(rules.map(compileRule));
}

class Rules implements RuleDetector {
  readonly name = "rule";
  readonly pinned: readonly StateRef[];
  readonly #rules: readonly CompiledRule[];
  readonly #absences: readonly CompiledRule[];
  readonly #candidates: Candidates;
  readonly #meter: Meter;
  readonly #books = new Map<string, Bookkeeping>();
  readonly #matches = new WeakMap<Observed, readonly Match[]>();

  constructor(rules: readonly CompiledRule[]) {
    this.#rules = rules;
    this.#absences = rules.filter(({ definition }) => definition.kind === "absence");
    this.#candidates = new Candidates(rules);
    this.#meter = new Meter(rules.map(({ id }) => id));
    this.pinned = rules.map(({ pinned }) => pinned);
  }

  refs(observed: Observed): readonly StateRef[] {
    const matches = this.#matchesOf(observed);
    if (matches.length === 0) return [];
    return matches.flatMap(({ rule, group }) =>
      rule.definition.kind === "absence" ? [] : [rule.keys.rowOf(group.key)],
    );
  }

  observe(observed: Observed, states: States, situation: Situation): void {
    const matches = this.#matchesOf(observed);
    this.#matches.delete(observed);
    this.#meter.countEvent();
    if (matches.length === 0) return;
    let sinceMs = this.#meter.now();
    for (const match of matches) {
      const { rule } = match;
      if (this.#meter.isStopped(rule.id)) continue;
      if (rule.definition.kind === "absence") this.#hear(match, observed, states, situation);
      else countMatch(match, observed, states, situation);
      this.#books.set(rule.id, readBooks(rule, states));
      sinceMs = this.#meter.add(rule.id, sinceMs);
    }
  }

  tick(nowMs: number, states: States, situation: Situation): number | undefined {
    let dueMs: number | undefined;
    for (const rule of this.#absences) {
      if (this.#meter.isStopped(rule.id)) continue;
      const next = tickAbsence(rule, nowMs, states, telling(rule, states, situation, "on_time"));
      if (next !== undefined && (dueMs === undefined || next < dueMs)) dueMs = next;
    }
    for (const rule of this.#rules) if (!this.#books.has(rule.id)) this.#books.set(rule.id, readBooks(rule, states));
    return dueMs;
  }

  health(): RuleCost[] {
    const means = this.#meter.take();
    return this.#rules.flatMap(({ id }) => {
      const [microsPerEvent, books] = [means.get(id), this.#books.get(id)];
      if (microsPerEvent === undefined || !books) return [];
      return [{ ruleId: id, microsPerEvent, groups: books.groups, droppedGroups: books.dropped }];
    });
  }

  tooCostly(): string[] {
    return this.#meter.stopped;
  }

  #matchesOf(observed: Observed): readonly Match[] {
    const known = this.#matches.get(observed);
    if (known) return known;
    const found = this.#findMatches(observed);
    this.#matches.set(observed, found);
    return found;
  }

  #findMatches(observed: Observed): readonly Match[] {
    const candidates = this.#candidates.of(observed);
    if (candidates.length === 0 || isOwnAlert(observed)) return NOTHING;
    const facts = new EventFacts(observed.seq, observed.event, observed.columns);
    let found: Match[] | undefined;
    let sinceMs = this.#meter.now();
    for (const rule of candidates) {
      if (this.#meter.hasStopped && this.#meter.isStopped(rule.id)) continue;
      const match = matchOf(rule, facts);
      if (match) {
        found ??= [];
        found.push(match);
      }
      sinceMs = this.#meter.add(rule.id, sinceMs);
    }
    return found ?? NOTHING;
  }

  #hear({ rule, group }: Match, observed: Observed, states: States, situation: Situation): void {
    const tell = telling(rule, states, situation, observed.lateness);
    const { added, dropped } = observeAbsence(rule, states, observed, { group, moment: momentOf(observed), tell });
    countGroups(rule, states, added - dropped, dropped);
  }
}

const momentOf = ({ atMs, receivedMs, seq }: Observed): Moment => ({ atMs: Math.min(atMs, receivedMs), seq });

function matchOf(rule: CompiledRule, facts: EventFacts): Match | undefined {
  let steps: number[] | undefined;
  for (const [i, { fits }] of rule.matchers.entries())
    if (fits(facts)) {
      steps ??= [];
      steps.push(i);
    }
  if (!steps || rule.isLeftOut(facts)) return undefined;
  const group = rule.keys.groupOf(facts);
  if (!group) return undefined;
  const { definition } = rule;
  if (definition.kind !== "distinct") return { rule, group, steps, values: NO_VALUES };
  const all = facts.values(definition.field as ValueField).slice(0, VALUES_OF_EVENT_MAX);
  const values = [...new Set(all.map(shortValue))];
  return values.length === 0 ? undefined : { rule, group, steps, values };
}

function countMatch(match: Match, observed: Observed, states: States, situation: Situation): void {
  const { rule, group } = match;
  const moment = momentOf(observed);
  const empty = () => emptyState(rule);
  const { entry, ref, put } = useGroup(rule, states, group, moment.atMs, empty);
  const sighting = sight(match, entry.state, moment);
  if (sighting && mayRaise(rule, states, { atMs: sighting.toMs, lateness: observed.lateness }, entry))
    situation.report({
      ref,
      dedupKey: group.key,
      dedupMs: rule.dedupMs,
      finding: findingOf(rule, group, observed, sighting),
    });
  put();
}

type RuleState = Points | Values | Steps;

function emptyState(rule: CompiledRule): RuleState {
  const { kind } = rule.definition;
  return kind === "distinct" ? { points: [], values: [] } : kind === "sequence" ? noSteps(rule) : [];
}

function sight({ rule, steps, values }: Match, state: RuleState, moment: Moment): Sighting | undefined {
  switch (rule.definition.kind) {
    case "threshold":
      return observeThreshold(rule, state as Points, moment);
    case "distinct":
      return observeDistinct(rule, state as Values, moment, values);
    default:
      return observeSequence(rule, state as Steps, moment, steps);
  }
}

/** Tells of silences, within the alerts that the rule may raise. */
function telling(rule: CompiledRule, states: States, situation: Situation, lateness: Observed["lateness"]): Tell {
  return (group, finding, heard) => {
    if (!mayRaise(rule, states, { atMs: finding.atMs, lateness }, heard)) return;
    situation.report({ ref: rule.pinned, dedupKey: group, dedupMs: rule.dedupMs, finding });
  };
}

const whoseOf = ({ type, id, name }: Entity): string => {
  if (type === "tenant") return "";
  const shown = name ?? id;
  if (type === "ip" || type === "origin") return ` from ${shown}`;
  return type === "session" || type === "key" ? ` of ${type} ${shown}` : ` of ${shown}`;
};

function findingOf(rule: CompiledRule, group: Group, observed: Observed, sighting: Sighting): Finding {
  const { what, seqs, events, fromMs, toMs, expected, arithmetic } = sighting;
  const entity = rule.keys.entityOf(observed, group.values);
  const within = events === 1 ? "" : toMs - fromMs < 1_000 ? " within a second" : ` in ${span(toMs - fromMs)}`;
  const groupLine = group.values.length > 0 ? [{ label: "Group", value: rule.keys.describe(group.values) }] : [];
  return {
    source: "rule",
    ruleId: rule.id,
    entity,
    title: `${rule.name}: ${what}${whoseOf(entity)}${within}`,
    severity: rule.severity,
    confidence: 1,
    atMs: toMs,
    seqs: evidence(seqs),
    events,
    explanation: {
      seen: `${what}${within}`,
      expected,
      window: { fromMs, toMs },
      arithmetic: [...groupLine, ...arithmetic],
      confidence: "a rule says it",
    },
    isLate: false,
    ...(rule.runbookUrl === null ? {} : { runbookUrl: rule.runbookUrl }),
  };
}
