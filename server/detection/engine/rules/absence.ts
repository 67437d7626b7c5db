import type { Entity, Finding } from "../../../findings/index.ts";
import type { Observed, States } from "../detector.ts";
import { LATE_MS } from "../engine.ts";
import type { CompiledRule } from "./compile-rule.ts";
import { ABSENCE_GROUPS_MAX, type Group } from "./group-keys.ts";
import { type Moment, windowWords } from "./sighting.ts";

/** Nothing was heard between two events for longer than the window; it is told when no event on time could lie between any more. */
interface Gap {
  fromMs: number;
  fromSeq: number;
  toMs: number;
}

interface Heard {
  lastMs: number;
  lastSeq: number;
  entity: Entity;
  gaps?: Gap[];
  /** The silence that goes on was told. */
  isTold?: boolean;
  /** As GroupState has it. */
  untilMs?: number;
}

/** Groups by key, the one heard longest ago first. Nothing is due before `dueMs`. */
interface AbsenceState {
  heard: Record<string, Heard>;
  dueMs: number | null;
}

const SLOT = "absence";
const GAPS_MAX = 10;

/** Tells of one silence of a group; `heard` remembers until when more of it is the same alert. */
export type Tell = (group: string, finding: Finding, heard: { untilMs?: number }) => void;

/** What a silence of the rule's window is judged by: the last event before it. */
interface Silence {
  fromMs: number;
  fromSeq: number;
  entity: Entity;
}

const deadlineOf = (rule: CompiledRule, fromMs: number) => fromMs + rule.windowMs;
const dueOf = (rule: CompiledRule, fromMs: number) => deadlineOf(rule, fromMs) + LATE_MS;

/** Hears a group; gives how many groups there are more, and how many were let go for it. */
export function observeAbsence(
  rule: CompiledRule,
  states: States,
  observed: Observed,
  { group, moment, tell }: { group: Group; moment: Moment; tell: Tell },
): { added: number; dropped: number } {
  if (observed.lateness === "old") return { added: 0, dropped: 0 };
  const state = states.get<AbsenceState>(rule.pinned, SLOT) ?? { heard: {}, dueMs: null };
  const { heard } = state;
  const known = Object.hasOwn(heard, group.key) ? heard[group.key] : undefined;
  const { atMs, seq } = moment;
  let dropped = 0;
  if (known && atMs <= known.lastMs) splitGap(rule, known, moment);
  else {
    const gaps = known?.gaps ?? [];
    if (known && !known.isTold && atMs > deadlineOf(rule, known.lastMs)) {
      const gap = { fromMs: known.lastMs, fromSeq: known.lastSeq, toMs: atMs };
      if (atMs >= dueOf(rule, gap.fromMs)) tell(group.key, findingOf(rule, { ...gap, entity: known.entity }), known);
      else gaps.push(gap);
    }
    delete heard[group.key];
    const entity = rule.keys.entityOf(observed, group.values);
    heard[group.key] = {
      lastMs: atMs,
      lastSeq: seq,
      entity,
      ...(gaps.length > 0 ? { gaps: gaps.slice(-GAPS_MAX) } : {}),
      ...(known?.untilMs === undefined ? {} : { untilMs: known.untilMs }),
    };
    if (!known) dropped = letGo(heard);
    const dueMs = dueOf(rule, gaps[0]?.fromMs ?? atMs);
    state.dueMs = Math.min(state.dueMs ?? dueMs, dueMs);
  }
  states.put(rule.pinned, SLOT, state);
  return { added: known ? 0 : 1, dropped };
}

function letGo(heard: Record<string, Heard>): number {
  // Keys are counted only when one more has come.
  const keys = Object.keys(heard);
  const surplus = Math.max(0, keys.length - ABSENCE_GROUPS_MAX);
  for (const key of keys.slice(0, surplus)) delete heard[key];
  return surplus;
}

/** An event between the two ends of a gap leaves the parts that are still longer than the window. */
function splitGap(rule: CompiledRule, known: Heard, { atMs, seq }: Moment): void {
  if (!known.gaps) return;
  known.gaps = known.gaps.flatMap((gap) =>
    atMs <= gap.fromMs || atMs >= gap.toMs
      ? [gap]
      : [
          { ...gap, toMs: atMs },
          { fromMs: atMs, fromSeq: seq, toMs: gap.toMs },
        ].filter(({ fromMs, toMs }) => toMs > deadlineOf(rule, fromMs)),
  );
}

/** Tells of the silences that are due at `nowMs`; gives when the next may be. */
export function tickAbsence(rule: CompiledRule, nowMs: number, states: States, tell: Tell): number | undefined {
  const state = states.get<AbsenceState>(rule.pinned, SLOT);
  if (!state || state.dueMs === null) return undefined;
  if (state.dueMs > nowMs) return state.dueMs;
  let next: number | null = null;
  for (const [key, one] of Object.entries(state.heard)) {
    const { entity, lastMs, lastSeq, gaps = [] } = one;
    const open = gaps.filter((gap) => dueOf(rule, gap.fromMs) > nowMs);
    for (const gap of gaps) if (!open.includes(gap)) tell(key, findingOf(rule, { ...gap, entity }), one);
    if (open.length > 0) one.gaps = open;
    else delete one.gaps;
    if (!one.isTold && dueOf(rule, lastMs) <= nowMs) {
      one.isTold = true;
      tell(key, findingOf(rule, { fromMs: lastMs, fromSeq: lastSeq, entity }), one);
    }
    const dueMs = Math.min(...open.map((gap) => dueOf(rule, gap.fromMs)), one.isTold ? Infinity : dueOf(rule, lastMs));
    if (Number.isFinite(dueMs)) next = Math.min(next ?? dueMs, dueMs);
  }
  state.dueMs = next;
  states.put(rule.pinned, SLOT, state);
  return next ?? undefined;
}

/** The same whether the clock or the next event tells of it. */
function findingOf(rule: CompiledRule, { fromMs, fromSeq, entity }: Silence): Finding {
  const deadlineMs = deadlineOf(rule, fromMs);
  const limit = windowWords(rule.windowMs);
  const whose = entity.type === "tenant" ? "" : ` from ${entity.name ?? entity.id}`;
  return {
    source: "rule",
    ruleId: rule.id,
    entity,
    title: `${rule.name}: nothing${whose} for ${limit}`,
    severity: rule.severity,
    confidence: 1,
    atMs: deadlineMs,
    seqs: [fromSeq],
    events: 1,
    explanation: {
      seen: `no event for ${limit}`,
      expected: `an event at least every ${limit}`,
      window: { fromMs, toMs: deadlineMs },
      arithmetic: [
        { label: "Last event", value: new Date(fromMs).toISOString(), note: `seq ${fromSeq}` },
        { label: "Deadline", value: new Date(deadlineMs).toISOString(), note: `${limit} later` },
      ],
      confidence: "a rule says it",
    },
    isLate: false,
    ...(rule.runbookUrl === null ? {} : { runbookUrl: rule.runbookUrl }),
  };
}
