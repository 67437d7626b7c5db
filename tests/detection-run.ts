import { makeDetector } from "#server/detection/engine/detectors/index.ts";
import { Engine } from "#server/detection/engine/engine.ts";
import { type ExclusionList, makeExclusions } from "#server/detection/engine/exclusions.ts";
import { MemoryStates } from "#server/detection/engine/states.ts";
import { makeTenantTime, type TenantTime } from "#server/detection/engine/tenant-time.ts";
import type { EventInput } from "#server/event-format/index.ts";
import { DETECTORS, type DetectorName, type Finding, type Outcome } from "#server/findings/index.ts";
import type { SealedEvent } from "#tlog";

const WORKDAY: [string, string][] = [["09:00", "17:00"]];
export const OFFICE_HOURS = { mon: WORKDAY, tue: WORKDAY, wed: WORKDAY, thu: WORKDAY, fri: WORKDAY, sat: [], sun: [] };
export const BERLIN = makeTenantTime("Europe/Berlin", OFFICE_HOURS, []);

export type Given = Omit<EventInput, "occurred_at" | "actor"> & {
  at: string | number;
  actor?: string | EventInput["actor"];
  /** When it came; else when it occurred. */
  received?: string | number;
};

const iso = (at: string | number) => new Date(at).toISOString();

/** The event as it stands in a ledger. An actor given as a text is a person of that id and name. */
export function sealed({ at, received, actor = "anna", ...event }: Given): SealedEvent {
  return {
    outcome: "success",
    severity: "info",
    ...Object.fromEntries(Object.entries(event).filter(([, value]) => value !== undefined)),
    v: 1,
    id: "01990000-0000-7000-8000-000000000000",
    tenant: "00000000-0000-7000-8000-000000000001",
    key: "k",
    occurred_at: iso(at),
    received_at: iso(received ?? at),
    actor: typeof actor === "string" ? { type: "user", id: actor, name: actor } : actor,
  } as unknown as SealedEvent;
}

export interface RunOptions {
  detectors?: readonly DetectorName[];
  settings?: Record<string, unknown>;
  time?: TenantTime;
  exclusions?: Partial<ExclusionList>;
  /** After how many events everything is written down and read again; never if absent. */
  reloadEvery?: number;
}

/** Detectors over a ledger in memory. */
export class DetectionRun {
  readonly outcomes: Outcome[] = [];
  #engine: Engine;
  #states = new MemoryStates();
  #stored = new Map<string, string | null>();
  #reloadEvery: number;
  #seq = 0;

  constructor({
    detectors = DETECTORS,
    settings = {},
    time = BERLIN,
    exclusions = {},
    reloadEvery = 0,
  }: RunOptions = {}) {
    this.#reloadEvery = reloadEvery;
    this.#engine = this.#engineOf(detectors, settings, time, exclusions);
  }

  #engineOf(
    detectors: readonly DetectorName[],
    settings: Record<string, unknown>,
    time: TenantTime,
    exclusions: Partial<ExclusionList>,
    progress = { frontierMs: Number.NEGATIVE_INFINITY, lateEvents: 0, oldEvents: 0 },
  ): Engine {
    const left = makeExclusions({ actors: [], networks: [], ...exclusions });
    const watches = detectors.map((name) => ({ detector: makeDetector(name, settings, time), exclusions: left }));
    return new Engine(watches, time, progress);
  }

  /** As when the tenant changes its zone or settings: what is remembered stays. */
  change({ detectors = DETECTORS, settings = {}, time = BERLIN, exclusions = {} }: RunOptions): void {
    this.#engine = this.#engineOf(detectors, settings, time, exclusions, this.#engine.progress);
  }

  add(...events: Given[]): Outcome[] {
    return events.flatMap((event) => this.addSealed(sealed(event)));
  }

  addSealed(event: SealedEvent): Outcome[] {
    const observed = this.#engine.observed(this.#seq++, event);
    this.#load([...this.#engine.pinned, ...this.#engine.refs([observed])]);
    const found = this.#engine.observe(observed, this.#states);
    this.outcomes.push(...found);
    if (this.#reloadEvery > 0 && this.#seq % this.#reloadEvery === 0) this.#reload();
    return found;
  }

  tick(at: string | number) {
    this.#load(this.#engine.pinned);
    const ticked = this.#engine.tick(new Date(at).getTime(), this.#states);
    this.outcomes.push(...ticked.outcomes);
    return ticked;
  }

  get raised(): Finding[] {
    return this.outcomes.filter(({ kind }) => kind === "raise").map(({ finding }) => finding);
  }

  get keys(): string[] {
    return this.outcomes.filter(({ kind }) => kind === "raise").map(({ alertKey }) => alertKey);
  }

  /** Bytes of every row, by its name. */
  get sizes(): Map<string, number> {
    this.#reload();
    return new Map([...this.#stored].map(([id, value]) => [id, value?.length ?? 0]));
  }

  #load(refs: readonly { kind: string; key: string }[]): void {
    for (const ref of refs)
      if (!this.#states.has(ref)) this.#states.load(ref, this.#stored.get(`${ref.kind}\n${ref.key}`) ?? null);
  }

  #reload(): void {
    for (const { kind, key, value } of this.#states.takeDirty()) this.#stored.set(`${kind}\n${key}`, value);
    this.#states = new MemoryStates();
  }
}
