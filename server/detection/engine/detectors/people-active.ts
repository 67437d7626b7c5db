import type { StateRef, States } from "../detector.ts";
import type { TenantTime } from "../tenant-time.ts";
import { HOUR_MS } from "./facts.ts";
import { closeHours, newRhythm, type Rhythm, turnRhythm, usualEvents } from "./rhythm.ts";

const HOURS_KEPT = 72;
const SLOT = "silence.people";

/** Events of people by the hour: `counts` ends with `hour`. */
interface People {
  lastMs: number;
  hour: number;
  counts: number[];
  rhythm: Rhythm;
}

/** Counts an event of a person. */
export function countPerson(states: States, ref: StateRef, atMs: number, time: TenantTime): void {
  const hour = Math.floor(atMs / HOUR_MS);
  const people = states.get<People>(ref, SLOT) ?? {
    lastMs: atMs,
    hour,
    counts: [0],
    rhythm: newRhythm(time.timeZone, atMs),
  };
  turnRhythm(people.rhythm, time, atMs);
  const ahead = hour - people.hour;
  if (ahead > 0) {
    closeHours(
      people.rhythm,
      { fromMs: people.lastMs, toMs: atMs, count: people.counts.at(-1) ?? 0, isOutage: false },
      time,
    );
    const gap = Math.min(HOURS_KEPT, ahead);
    people.counts = [...people.counts, ...Array.from({ length: gap }, () => 0)].slice(-HOURS_KEPT);
    people.hour = hour;
  }
  const at = people.counts.length - 1 - (people.hour - hour);
  if (at >= 0) people.counts[at]!++;
  people.lastMs = Math.max(people.lastMs, atMs);
  states.put(ref, SLOT, people);
}

/**
 * How busy people were from `fromMs` to `toMs`, of what is usual then, `without` so many usual events; undefined where too few are usual to
 * say. Looks back three days at most.
 */
export function peopleShare(
  states: States,
  ref: StateRef,
  { fromMs, toMs, without }: { fromMs: number; toMs: number; without: number },
  time: TenantTime,
): number | undefined {
  const people = states.get<People>(ref, SLOT);
  if (!people) return undefined;
  const first = Math.max(Math.floor(fromMs / HOUR_MS), people.hour - people.counts.length + 1);
  const end = Math.ceil(toMs / HOUR_MS);
  let seen = 0;
  for (let hour = first; hour < end; hour++)
    seen += people.counts[people.counts.length - 1 - (people.hour - hour)] ?? 0;
  const whole = usualEvents(people.rhythm, fromMs, toMs, time);
  const usual = usualEvents(people.rhythm, Math.max(fromMs, first * HOUR_MS), toMs, time);
  const others = whole === 0 ? 0 : usual * (1 - Math.min(1, without / whole));
  return others < USUAL_MIN ? undefined : seen / others;
}
const USUAL_MIN = 5;
