import type { Finding } from "#server/findings/index.ts";
import { uuidv7 } from "#server/ids.ts";
import { deriveColumns } from "#server/ledger/index.ts";
import type { SealedEvent } from "#tlog";
import type { Observed, Report, Situation } from "../server/detection/engine/detector.ts";
import { Engine } from "../server/detection/engine/engine.ts";
import { compileRules, type RuleDetector, type RunnableRule } from "../server/detection/engine/rules/index.ts";
import { MemoryStates } from "../server/detection/engine/states.ts";
import { makeTenantTime } from "../server/detection/engine/tenant-time.ts";
import { type RuleInput, ruleInput } from "../server/detection/schemas.ts";

export const START_MS = Date.parse("2026-11-20T08:00:00Z");
const CLOSED = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] };
export const UTC = makeTenantTime("UTC", CLOSED as never, []);
const NOBODY = { covers: () => false };

/** A rule as it is stored, on. */
export function ruleOf(
  definition: RuleInput["definition"],
  over: Partial<RuleInput> & { id?: string } = {},
): RunnableRule {
  const { id = uuidv7(START_MS), ...facts } = over;
  return { ...ruleInput.parse({ name: "Rule", severity: "high", definition, ...facts }), id, version: 1 };
}

/** An event that came when it occurred, unless `receivedMs` says otherwise. */
export function eventAt(seq: number, atMs: number, over: Record<string, unknown> = {}, receivedMs = atMs): Observed {
  const event = {
    v: 1,
    id: uuidv7(receivedMs),
    tenant: "t",
    key: "key1",
    received_at: new Date(receivedMs).toISOString(),
    occurred_at: new Date(atMs).toISOString(),
    action: "secret.read",
    outcome: "success",
    severity: "info",
    actor: { type: "user", id: "u_1", name: "Ana Ruiz" },
    ...over,
  } as unknown as SealedEvent;
  const columns = deriveColumns(event);
  return { seq, event, columns, atMs, receivedMs, lateness: "on_time", isTrail: columns.origin === "sealtrail" };
}

/** Runs rules over events by themselves: every report, without alerts that are there already. */
export class RuleRun {
  readonly detector: RuleDetector;
  readonly states = new MemoryStates();
  readonly reports: Report[] = [];

  constructor(...rules: RunnableRule[]) {
    this.detector = compileRules(rules);
    for (const ref of this.detector.pinned ?? []) this.states.load(ref, null);
  }

  get #situation(): Situation {
    return { time: UTC, exclusions: NOBODY, report: (report) => void this.reports.push(report) };
  }

  /** What is reported for this event. */
  observe(observed: Observed): Finding[] {
    const before = this.reports.length;
    for (const ref of this.detector.refs(observed)) if (!this.states.has(ref)) this.states.load(ref, null);
    this.states.nowMs = Math.max(this.states.nowMs, Math.min(observed.atMs, observed.receivedMs));
    this.detector.observe(observed, this.states, this.#situation);
    return this.reports.slice(before).map(({ finding }) => finding);
  }

  tick(nowMs: number): { findings: Finding[]; dueMs: number | undefined } {
    const before = this.reports.length;
    const dueMs = this.detector.tick?.(nowMs, this.states, this.#situation);
    return { findings: this.reports.slice(before).map(({ finding }) => finding), dueMs };
  }

  /** Everything that is remembered goes through what is stored and comes back. */
  restart(): void {
    for (const { kind, key, value } of this.states.takeDirty()) this.states.load({ kind, key }, value);
  }
}

/** Runs rules under the engine; outcomes of events and, at the end, of the clock. */
export function runInEngine(rules: RunnableRule[], events: readonly Observed[], untilMs?: number) {
  const detector = compileRules(rules);
  const engine = new Engine([{ detector, exclusions: NOBODY }], UTC, {
    frontierMs: Number.NEGATIVE_INFINITY,
    lateEvents: 0,
    oldEvents: 0,
  });
  const states = new MemoryStates();
  for (const ref of engine.pinned) states.load(ref, null);
  const outcomes = events.flatMap((one) => {
    const observed = engine.observed(one.seq, one.event);
    for (const ref of engine.refs([observed])) if (!states.has(ref)) states.load(ref, null);
    return engine.observe(observed, states);
  });
  if (untilMs !== undefined) outcomes.push(...engine.tick(untilMs, states).outcomes);
  return { outcomes, states, detector };
}
