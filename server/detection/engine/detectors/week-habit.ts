import type { TenantTime } from "../tenant-time.ts";
import { HOUR_MS } from "./facts.ts";

export const WEEKDAY_NAMES = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const BINS = 168;
const DAY_BINS = 24;
const SUNDAY = 6;
const WEEKEND = 5;
/** Counts are written as one character each, from `0` on. */
const ZERO = 48;
const COUNT_MAX = 60;
/** How many hours back an hour is known to be counted already. */
const MASK_HOURS = 48;
const MASK_END = 2 ** MASK_HOURS;

/** When somebody is active: hours of the tenant's week in which there was an event, a character each. */
export interface Habit {
  zone: string;
  firstMs: number;
  /** Active hours in all. */
  hours: number;
  lastHour: number;
  /** Which of the 48 hours up to `lastHour` are counted: bit 0 is `lastHour`. */
  mask: number;
  bins: string;
}

export const newHabit = (zone: string, atMs: number): Habit => ({
  zone,
  firstMs: atMs,
  hours: 0,
  lastHour: 0,
  mask: 0,
  bins: "0".repeat(BINS),
});

/** The hour of the tenant's week, 0 to 167; a holiday is a Sunday. */
export function hourOf(time: TenantTime, atMs: number): number {
  const { date, hour, hourOfWeek } = time.localOf(atMs);
  return time.holidayOn(date) === undefined ? hourOfWeek : SUNDAY * DAY_BINS + hour;
}

/** Counts the hour unless it is counted; true if the habit changed. */
export function learnHour(habit: Habit, time: TenantTime, atMs: number): boolean {
  const hour = Math.floor(atMs / HOUR_MS);
  const ahead = hour - habit.lastHour;
  if (ahead > 0) {
    habit.mask = ahead >= MASK_HOURS ? 1 : ((habit.mask * 2 ** ahead) % MASK_END) + 1;
    habit.lastHour = hour;
  } else {
    const back = -ahead;
    if (back < MASK_HOURS) {
      if (Math.floor(habit.mask / 2 ** back) % 2 === 1) return false;
      habit.mask += 2 ** back;
    }
  }
  habit.firstMs = Math.min(habit.firstMs, atMs);
  habit.hours++;
  habit.bins = counted(habit.bins, hourOf(time, atMs));
  return true;
}

function counted(bins: string, at: number): string {
  const count = bins.charCodeAt(at) - ZERO + 1;
  const grown = bins.slice(0, at) + String.fromCharCode(ZERO + count) + bins.slice(at + 1);
  if (count < COUNT_MAX) return grown;
  return countsOf(grown)
    .map((one) => String.fromCharCode(ZERO + Math.floor(one / 2)))
    .join("");
}

const countsOf = (bins: string) => Array.from(bins, (character) => character.charCodeAt(0) - ZERO);

/** By how many hours of the week the tenant's clock is ahead of that of `zone`, at `atMs`. */
export const hoursAhead = (zone: string, time: TenantTime, atMs: number): number =>
  (time.localOf(atMs).hourOfWeek - hourOfWeekIn(zone, atMs) + BINS) % BINS;

/** A character for each hour of a week, on a clock that is so many hours ahead. */
export const turned = (bins: string, hours: number): string => bins.slice(BINS - hours) + bins.slice(0, BINS - hours);

/** The habit on the clock of the tenant's zone as it is now: when the zone was changed, turned by the difference of the two at `atMs`. */
export function turnedTo(habit: Habit, time: TenantTime, atMs: number): Habit {
  if (habit.zone === time.timeZone) return habit;
  return { ...habit, zone: time.timeZone, bins: turned(habit.bins, hoursAhead(habit.zone, time, atMs)) };
}

const DAYS_SHORT = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

function hourOfWeekIn(timeZone: string, ms: number): number {
  const format = new Intl.DateTimeFormat("en-GB", { timeZone, hourCycle: "h23", weekday: "short", hour: "2-digit" });
  const parts = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, value]));
  return DAYS_SHORT.indexOf(parts.weekday!) * DAY_BINS + Number(parts.hour);
}

/** Over the hours beside it, half and half; then with a third of the mean of the working days, or of the weekend. */
function smoothed(bins: string): number[] {
  const counts = countsOf(bins);
  const beside = counts.map((count, i) => count / 2 + (counts[(i + 1) % BINS]! + counts[(i + BINS - 1) % BINS]!) / 4);
  return beside.map((count, i) => {
    const [first, end] = i < WEEKEND * DAY_BINS ? [0, WEEKEND] : [WEEKEND, SUNDAY + 1];
    let sum = 0;
    for (let day = first; day < end; day++) sum += beside[day * DAY_BINS + (i % DAY_BINS)]!;
    return (2 * count + sum / (end - first)) / 3;
  });
}

/** How active that hour of the week is, and what share of all activity lies in hours as quiet or quieter. */
export function rareness({ bins }: Habit, hour: number): { share: number; hours: number } {
  const all = smoothed(bins);
  const hours = all[hour]!;
  let sum = 0;
  let quieter = 0;
  for (const one of all) {
    sum += one;
    if (one <= hours) quieter += one;
  }
  return { share: sum === 0 ? 0 : quieter / sum, hours };
}
