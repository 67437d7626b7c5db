import { fieldsAt, zonedMs } from "#query";
import type { Period } from "./schemas.ts";

export interface Timetable {
  period: Period;
  /** 0 to 23, of the day in `timeZone`. */
  hour: number;
  /** IANA name. */
  timeZone: string;
}

const DAY_MS = 86_400_000;

/** The day in the zone at a moment, as the UTC midnight of its date. */
function dateAt(at: Date, timeZone: string): Date {
  const { year, month, day } = fieldsAt(at.getTime(), timeZone);
  return new Date(Date.UTC(year, month - 1, day));
}

/** The first day of the period that a date lies in: itself, its Monday, or the first of its month. */
function beginOf(date: Date, period: Period): Date {
  if (period === "daily") return date;
  if (period === "weekly") return new Date(date.getTime() - ((date.getUTCDay() + 6) % 7) * DAY_MS);
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1));
}

function stepped(date: Date, period: Period, steps: number): Date {
  if (period === "monthly") return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + steps, 1));
  return new Date(date.getTime() + steps * (period === "weekly" ? 7 : 1) * DAY_MS);
}

/**
 * When it is due next after a moment: at the hour of every day, Monday, or first of a month, by the clocks of the zone; an hour that they skip
 * is the moment at which they do.
 */
export function nextDue({ period, hour, timeZone }: Timetable, after: Date): Date {
  for (let begin = beginOf(dateAt(after, timeZone), period); ; begin = stepped(begin, period, 1)) {
    const due = new Date(zonedMs(begin.getTime() + hour * 3_600_000, timeZone));
    if (due > after) return due;
  }
}

/** The whole day, week from Monday or month before the one that `due` lies in: `from` included, `to` not. */
export function periodBefore({ period, timeZone }: Timetable, due: Date): { from: Date; to: Date } {
  const begin = beginOf(dateAt(due, timeZone), period);
  const before = stepped(begin, period, -1);
  return { from: new Date(zonedMs(before.getTime(), timeZone)), to: new Date(zonedMs(begin.getTime(), timeZone)) };
}
