import type { SealedEvent } from "#tlog";
import { actorName, targetName, visibleLine } from "#wording";
import { zoneClock } from "./zone-clock.ts";

export const OUTCOMES = ["success", "failure", "denied", "unknown"] as const;
export type Counts = Record<(typeof OUTCOMES)[number], number>;

const KEYS_MAX = 10_000;
const LABEL_UNITS_MAX = 300;
const SLOTS_MAX = 2_000;

/** What is counted of all rows, with bounded memory. */
export class Tally {
  readonly outcomes: Counts = noCounts();
  readonly actors = new TopCounter();
  readonly actions = new TopCounter();
  readonly targets = new TopCounter();
  readonly times: TimeCounter;
  rows = 0;

  constructor(timeZone: string) {
    this.times = new TimeCounter(timeZone);
  }

  add(event: SealedEvent): void {
    this.rows++;
    const outcome = outcomeOf(event);
    this.outcomes[outcome]++;
    this.actors.add(`${event.actor.type} ${event.actor.id ?? ""}`, () => actorName(event.actor));
    this.actions.add(event.action, () => visibleLine(event.action));
    const main = event.targets?.[0];
    if (main) this.targets.add(`${main.type} ${main.id ?? main.name ?? ""}`, () => targetName(main));
    this.times.add(Date.parse(event.occurred_at), outcome);
  }
}

const noCounts = (): Counts => ({ success: 0, failure: 0, denied: 0, unknown: 0 });
const outcomeOf = ({ outcome }: SealedEvent) => OUTCOMES.find((one) => one === outcome) ?? "unknown";

export interface Ranked {
  label: string;
  count: number;
}

/** Counts keys; once there are more than 10,000 of them, the rarer half is forgotten and the counts are at least what they say. */
export class TopCounter {
  readonly #counted = new Map<string, Ranked>();
  isApproximate = false;

  add(key: string, label: () => string): void {
    const known = this.#counted.get(key);
    if (known) known.count++;
    else {
      if (this.#counted.size >= KEYS_MAX) this.#forget();
      this.#counted.set(key, { label: label().slice(0, LABEL_UNITS_MAX).toWellFormed(), count: 1 });
    }
  }

  /** The most frequent, at most `length`. */
  top(length: number): Ranked[] {
    return this.#ranked()
      .slice(0, length)
      .map(([, one]) => one);
  }

  #ranked(): [string, Ranked][] {
    return [...this.#counted].sort(([a, { count: inA }], [b, { count: inB }]) => inB - inA || (a < b ? -1 : 1));
  }

  #forget(): void {
    this.isApproximate = true;
    for (const [key] of this.#ranked().slice(KEYS_MAX / 2)) this.#counted.delete(key);
  }
}

const S = 1_000;
const MIN = 60 * S;
const H = 60 * MIN;
const DAY = 24 * H;
/** Widths of bars, each a multiple of the one before. */
const WIDTHS = [S, 10 * S, MIN, 10 * MIN, 30 * MIN, H, 6 * H, DAY, 7 * DAY, 28 * DAY, 364 * DAY, 3_640 * DAY];

export interface Bar {
  /** Wall time at which it begins, in ms as if it were UTC. */
  wallMs: number;
  counts: Counts;
}

/** Counts over time, by wall time of the zone: as finely as 2,000 slots allow. */
export class TimeCounter {
  readonly #offsetMs: (ms: number) => number;
  #slots = new Map<number, Counts>();
  #width = 0;

  constructor(timeZone: string) {
    this.#offsetMs = zoneClock(timeZone).offsetMs;
  }

  add(ms: number, outcome: keyof Counts): void {
    this.#count(this.#wall(ms), outcome, 1);
    while (this.#slots.size > SLOTS_MAX && this.#width < WIDTHS.length - 1) this.#widen();
  }

  /** At most `length` bars of one width over all events and the whole range, as far as it has bounds. */
  bars(fromMs: number | undefined, toMs: number | undefined, length: number): { bars: Bar[]; widthMs: number } {
    const walls = [...this.#slots.keys()];
    if (fromMs !== undefined) walls.push(this.#wall(fromMs));
    if (toMs !== undefined) walls.push(this.#wall(toMs - 1));
    const first = walls.reduce((a, b) => Math.min(a, b), walls[0] ?? 0);
    const last = walls.reduce((a, b) => Math.max(a, b), first);
    const widthMs =
      WIDTHS.slice(this.#width).find((width) => Math.floor(last / width) - Math.floor(first / width) < length) ??
      WIDTHS.at(-1)!;
    const start = Math.floor(first / widthMs);
    const bars = Array.from({ length: Math.floor(last / widthMs) - start + 1 }, (_, i) => ({
      wallMs: (start + i) * widthMs,
      counts: noCounts(),
    }));
    for (const [wall, counts] of this.#slots) {
      const bar = bars[Math.floor(wall / widthMs) - start];
      if (bar) for (const outcome of OUTCOMES) bar.counts[outcome] += counts[outcome];
    }
    return { bars, widthMs };
  }

  #wall(ms: number): number {
    return ms + this.#offsetMs(ms);
  }

  #count(wall: number, outcome: keyof Counts, by: number): void {
    const slot = Math.floor(wall / WIDTHS[this.#width]!) * WIDTHS[this.#width]!;
    let counts = this.#slots.get(slot);
    if (!counts) {
      counts = noCounts();
      this.#slots.set(slot, counts);
    }
    counts[outcome] += by;
  }

  #widen(): void {
    const before = this.#slots;
    this.#width++;
    this.#slots = new Map();
    for (const [wall, counts] of before) for (const outcome of OUTCOMES) this.#count(wall, outcome, counts[outcome]);
  }
}
