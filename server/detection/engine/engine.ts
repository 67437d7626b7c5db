import type { SealedEvent } from "#tlog";
import type { Outcome } from "../../findings/index.ts";
import { deriveColumns } from "../../ledger/index.ts";
import type { Detector, Lateness, Observed, Report, Situation, StateRef } from "./detector.ts";
import type { Exclusions } from "./exclusions.ts";
import { type MemoryStates, refId } from "./states.ts";
import type { TenantTime } from "./tenant-time.ts";

/** An event this far behind the frontier is late; this far, old. */
export const LATE_MS = 2 * 60_000;
export const OLD_MS = 24 * 3_600_000;
/** While events come, what happens by time alone is looked at once a minute of theirs. */
const TICK_MS = 60_000;

/** A detector that is on, with whom it leaves alone. */
export interface Watch {
  detector: Detector;
  exclusions: Exclusions;
}

/** What moves with every event. */
export interface Progress {
  /** The latest time that detection has come to; -Infinity before the first event. */
  frontierMs: number;
  lateEvents: number;
  oldEvents: number;
}

interface Alerted {
  alertKey: string;
  untilMs: number;
}
const ALERTED = "alerted";
const ALERTED_MAX = 50;

/**
 * Runs the detectors over events in the order of seq. Pure: the same events in the same order from the same state come to the same outcomes and
 * the same state, however they are cut into batches.
 */
export class Engine {
  readonly #watches: readonly Watch[];
  readonly #time: TenantTime;
  readonly progress: Progress;

  constructor(watches: readonly Watch[], time: TenantTime, progress: Progress) {
    this.#watches = watches;
    this.#time = time;
    this.progress = progress;
  }

  /** Rows that must be loaded before anything is observed, and stay. */
  get pinned(): StateRef[] {
    return this.#watches.flatMap(({ detector }) => detector.pinned ?? []);
  }

  observed(seq: number, event: SealedEvent): Observed {
    const columns = deriveColumns(event);
    return {
      seq,
      event,
      columns,
      atMs: columns.occurredAtMs,
      receivedMs: Date.parse(event.received_at),
      lateness: "on_time",
      isTrail: columns.origin === "sealtrail",
    };
  }

  /** Every row that observing these events may touch. */
  refs(events: readonly Observed[]): StateRef[] {
    const found = new Map<string, StateRef>();
    for (const observed of events)
      for (const { detector } of this.#watches) for (const ref of detector.refs(observed)) found.set(refId(ref), ref);
    return [...found.values()];
  }

  observe(observed: Observed, states: MemoryStates): Outcome[] {
    const outcomes: Outcome[] = [];
    // An event that claims the future does not move the time on.
    const passedMs = Math.min(observed.atMs, observed.receivedMs);
    observed.lateness = this.#latenessOf(passedMs);
    if (observed.lateness === "late") this.progress.lateEvents++;
    if (observed.lateness === "old") this.progress.oldEvents++;
    if (passedMs > this.progress.frontierMs) {
      if (Math.floor(passedMs / TICK_MS) > Math.floor(this.progress.frontierMs / TICK_MS))
        this.#tick(passedMs, states, outcomes);
      this.progress.frontierMs = passedMs;
    }
    states.nowMs = this.progress.frontierMs;
    for (const { detector, exclusions } of this.#watches) {
      if (exclusions.covers(observed)) continue;
      const report = (found: Report) => {
        if (observed.lateness === "old") return;
        outcomes.push(decide(found, states, observed));
      };
      detector.observe(observed, states, { time: this.#time, exclusions, report });
    }
    return outcomes;
  }

  /** The clock has come to `nowMs` and nothing is behind; gives when there is something to look at again. The frontier stays: it is of events. */
  tick(nowMs: number, states: MemoryStates): { outcomes: Outcome[]; dueMs: number | undefined } {
    const outcomes: Outcome[] = [];
    return { outcomes, dueMs: this.#tick(nowMs, states, outcomes) };
  }

  #tick(nowMs: number, states: MemoryStates, outcomes: Outcome[]): number | undefined {
    states.nowMs = Math.max(this.progress.frontierMs, nowMs);
    let dueMs: number | undefined;
    for (const { detector, exclusions } of this.#watches) {
      if (!detector.tick) continue;
      const situation: Situation = {
        time: this.#time,
        exclusions,
        report: (found) => outcomes.push(decide(found, states)),
      };
      const next = detector.tick(nowMs, states, situation);
      if (next !== undefined && (dueMs === undefined || next < dueMs)) dueMs = next;
    }
    return dueMs;
  }

  #latenessOf(passedMs: number): Lateness {
    const behindMs = this.progress.frontierMs - passedMs;
    return behindMs > OLD_MS ? "old" : behindMs > LATE_MS ? "late" : "on_time";
  }
}

/** Whether what is found at `atMs` belongs to the alert that takes more until `untilMs`; what comes late may lie before its first finding. */
export const isSameAlert = (untilMs: number, atMs: number, dedupMs: number): boolean =>
  atMs <= untilMs && atMs >= untilMs - 2 * dedupMs - OLD_MS;

/** Whether a finding is an alert of its own or belongs to one that is there; remembered with the row that it was reported for. */
function decide({ ref, dedupKey, dedupMs, finding }: Report, states: MemoryStates, observed?: Observed): Outcome {
  const all = states.get<Record<string, Alerted>>(ref, ALERTED) ?? {};
  const id = `${finding.source}:${finding.ruleId ?? ""}:${dedupKey}`;
  const known = Object.hasOwn(all, id) ? all[id] : undefined;
  if (known && isSameAlert(known.untilMs, finding.atMs, dedupMs))
    return { kind: "extend", alertKey: known.alertKey, finding: late(finding, observed) };
  const first = finding.seqs[0] ?? Math.round(finding.atMs);
  const alertKey = `${id}:${finding.seqs.length > 0 ? "seq" : "at"}:${first}:${Math.round(finding.atMs)}`;
  const kept = Object.entries(all).filter(([name, { untilMs }]) => name !== id && untilMs > states.nowMs - OLD_MS);
  states.put(ref, ALERTED, {
    ...Object.fromEntries(kept.slice(-ALERTED_MAX)),
    [id]: { alertKey, untilMs: finding.atMs + dedupMs },
  });
  return { kind: "raise", alertKey, finding: late(finding, observed) };
}

const late = (finding: Outcome["finding"], observed?: Observed) =>
  observed?.lateness === "late" ? { ...finding, isLate: true } : finding;
