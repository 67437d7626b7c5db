/** What a rule costs is looked at over so many events of the tenant. */
const WINDOW_EVENTS = 5_000;
/** A rule that takes more than this per event, on average over a window, is too costly; and so is the costliest one when all take more than that. */
const RULE_MICROS_MAX = 1_000;
const ALL_MICROS_MAX = 3_000;
const RULE_MS_MAX = (WINDOW_EVENTS * RULE_MICROS_MAX) / 1_000;
const ALL_MS_MAX = (WINDOW_EVENTS * ALL_MICROS_MAX) / 1_000;

interface Spent {
  /** Milliseconds in the window, and since the cost was last asked for. */
  windowMs: number;
  sinceMs: number;
}

/** Time that rules take. It decides nothing but which of them are stopped. */
export class Meter {
  readonly #spent: Map<string, Spent>;
  readonly #stopped = new Set<string>();
  readonly #now: () => number;
  #allMs = 0;
  #windowEvents = 0;
  #sinceEvents = 0;

  constructor(ids: readonly string[], now: () => number = () => performance.now()) {
    this.#spent = new Map(ids.map((id) => [id, { windowMs: 0, sinceMs: 0 }]));
    this.#now = now;
  }

  now(): number {
    return this.#now();
  }

  /** One rule took the time since `sinceMs`; gives the time now. */
  add(id: string, sinceMs: number): number {
    const nowMs = this.#now();
    const spent = this.#spent.get(id)!;
    spent.windowMs += nowMs - sinceMs;
    spent.sinceMs += nowMs - sinceMs;
    this.#allMs += nowMs - sinceMs;
    if (spent.windowMs > RULE_MS_MAX) this.#stopped.add(id);
    else if (this.#allMs > ALL_MS_MAX) this.#stopCostliest();
    return nowMs;
  }

  /** An event was looked at by all rules. */
  countEvent(): void {
    this.#sinceEvents++;
    if (++this.#windowEvents < WINDOW_EVENTS) return;
    this.#windowEvents = 0;
    this.#allMs = 0;
    for (const spent of this.#spent.values()) spent.windowMs = 0;
  }

  #stopCostliest(): void {
    const running = [...this.#spent].filter(([id]) => !this.#stopped.has(id));
    const [id, spent] = running.reduce((a, b) => (b[1].windowMs > a[1].windowMs ? b : a));
    this.#stopped.add(id);
    this.#allMs -= spent.windowMs;
  }

  get hasStopped(): boolean {
    return this.#stopped.size > 0;
  }

  isStopped(id: string): boolean {
    return this.#stopped.has(id);
  }

  get stopped(): string[] {
    return [...this.#stopped];
  }

  /** Mean time of each rule per event since the last call; without events nothing. */
  take(): Map<string, number> {
    const events = this.#sinceEvents;
    const means = new Map<string, number>();
    for (const [id, spent] of this.#spent) {
      if (events > 0) means.set(id, (spent.sinceMs * 1_000) / events);
      spent.sinceMs = 0;
    }
    this.#sinceEvents = 0;
    return means;
  }
}
