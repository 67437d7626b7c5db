import type { SealedEvent } from "#tlog";
import type { Finding } from "../../findings/index.ts";
import type { EventColumns } from "../../ledger/index.ts";
import type { Exclusions } from "./exclusions.ts";
import type { TenantTime } from "./tenant-time.ts";

/**
 * How an event lies to the frontier, the latest time that detection has come to: `late` is more than two minutes behind it, `old` more than a day.
 * Old events are learned from, and no alert is raised for them.
 */
export type Lateness = "on_time" | "late" | "old";

/** An event as the detectors see it. `atMs` is when it occurred; `receivedMs` when it came. */
export interface Observed {
  seq: number;
  event: SealedEvent;
  columns: EventColumns;
  atMs: number;
  receivedMs: number;
  lateness: Lateness;
  /** Sealtrail's own; those of reads too. */
  isTrail: boolean;
}

/** Names one row of state, such as the actor `u_17`. Keys of more than 200 characters are hashed by stateKey. */
export interface StateRef {
  kind: string;
  key: string;
}

/** What detection remembers: one JSON object a row, with a slot for each detector. Values are changed by `put` alone, or followed by it. */
export interface States {
  get<T>(ref: StateRef, slot: string): T | undefined;
  put<T>(ref: StateRef, slot: string, value: T): void;
  remove(ref: StateRef, slot: string): void;
}

/** What a detector reports: `dedupKey` within `ref` is one alert for `dedupMs` from the first finding on; `ref` must be among the detector's refs. */
export interface Report {
  ref: StateRef;
  dedupKey: string;
  dedupMs: number;
  finding: Finding;
}

export interface Situation {
  time: TenantTime;
  exclusions: Exclusions;
  report(report: Report): void;
}

/**
 * One detector with its settings. Everything follows from the events and the state: no clock, no chance, no I/O. `refs` names every row that
 * `observe` may touch, from the event alone; `pinned` rows are always there. `observe` sees each event once, in the order of seq.
 */
export interface Detector {
  name: Finding["source"];
  pinned?: readonly StateRef[];
  refs(observed: Observed): readonly StateRef[];
  observe(observed: Observed, states: States, situation: Situation): void;
  /** Looks at what happens by time alone, at `nowMs`; gives when it is to be asked again. Touches pinned rows only. */
  tick?(nowMs: number, states: States, situation: Situation): number | undefined;
}
