import type { Machine, Planner } from "./activity.ts";
import { DAY, HOUR, isWeekend } from "./calendar.ts";
import { Random } from "./random.ts";

export const FLAT: readonly number[] = Array.from({ length: 24 }, () => 1);
/** Follows customers in Europe and the Americas, by UTC hour. */
export const DAYTIME: readonly number[] = [
  0.4, 0.35, 0.3, 0.3, 0.35, 0.5, 0.8, 1.1, 1.3, 1.4, 1.4, 1.35, 1.4, 1.6, 1.7, 1.7, 1.6, 1.5, 1.3, 1.1, 0.9, 0.7, 0.6,
  0.5,
];
export const NIGHTLY: readonly number[] = [0, 0.3, 3, 1, 0.2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

const GROWTH = { atStart: 0.82, atEnd: 1.18 };

function countFor(planner: Planner, machine: Machine, day: number): number {
  const age = (day * DAY - planner.start) / (planner.until - planner.start);
  const growth = GROWTH.atStart + (GROWTH.atEnd - GROWTH.atStart) * age;
  const mean = machine.perDay * growth * (isWeekend(day) ? machine.weekendShare : 1);
  return machine.jitter === undefined ? planner.random.poisson(mean) : Math.max(1, Math.round(mean));
}

/** Where `share` of the day's work is done, by the machine's rhythm; both from 0 to 1. */
function timeOfShare(rhythm: readonly number[], share: number): number {
  const total = rhythm.reduce((sum, weight) => sum + weight, 0);
  let rest = share * total;
  for (let hour = 0; hour < 24; hour++) {
    const weight = rhythm[hour]!;
    if (rest < weight) return (hour + rest / weight) * HOUR;
    rest -= weight;
  }
  return DAY - 1;
}

export function planMachineDay(planner: Planner, machine: Machine, day: number): void {
  const daysLeft = Math.floor(planner.until / DAY) - day;
  if (machine.activeDays && (daysLeft > machine.activeDays.from || daysLeft < machine.activeDays.to)) return;
  const { random } = planner;
  const count = countFor(planner, machine, day);
  const phase = new Random("phase", machine.name).float();
  for (let i = 0; i < count; i++) {
    const share =
      machine.jitter === undefined
        ? random.float()
        : (i + 0.5 + (phase - 0.5) * 0.6 + random.between(-machine.jitter, machine.jitter) / 2) / count;
    const at = day * DAY + timeOfShare(machine.rhythm, Math.min(0.99999, Math.max(0, share)));
    planner.plan(at, machine.caller(at), machine.activity);
  }
}
