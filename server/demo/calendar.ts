export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const formats = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, Map<number, { atStart: number; atEnd: number }>>();

function exactOffsetMs(zone: string, at: number): number {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    formats.set(zone, format);
  }
  const part: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(at)) part[type] = Number(value);
  const wall = Date.UTC(part.year!, part.month! - 1, part.day!, part.hour!, part.minute!, part.second!);
  return wall - Math.floor(at / SECOND) * SECOND;
}

/** Local wall clock minus UTC, in ms, daylight saving included. Asks Intl twice a zone and day only. */
export function offsetMs(zone: string, at: number): number {
  let days = offsets.get(zone);
  if (days === undefined) {
    days = new Map();
    offsets.set(zone, days);
  }
  const day = Math.floor(at / DAY);
  let known = days.get(day);
  if (known === undefined) {
    known = { atStart: exactOffsetMs(zone, day * DAY), atEnd: exactOffsetMs(zone, (day + 1) * DAY - 1) };
    days.set(day, known);
  }
  return known.atStart === known.atEnd ? known.atStart : exactOffsetMs(zone, at);
}

/** The moment when clocks in `zone` show `minute` of local day `day` (days since 1970-01-01). */
export function localMoment(zone: string, day: number, minute: number): number {
  const wall = day * DAY + Math.round(minute * MINUTE);
  const near = wall - offsetMs(zone, wall);
  return wall - offsetMs(zone, near);
}

export function localDay(zone: string, at: number): number {
  return Math.floor((at + offsetMs(zone, at)) / DAY);
}

export function localMinute(zone: string, at: number): number {
  const wall = at + offsetMs(zone, at);
  return Math.floor((wall - Math.floor(wall / DAY) * DAY) / MINUTE);
}

/** 0 is Sunday. */
export function weekday(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}

export function isWeekend(day: number): boolean {
  return weekday(day) % 6 === 0;
}

export interface CivilDate {
  year: number;
  month: number;
  date: number;
}

export function civil(day: number): CivilDate {
  const moment = new Date(day * DAY);
  return { year: moment.getUTCFullYear(), month: moment.getUTCMonth() + 1, date: moment.getUTCDate() };
}

export function dayOf(year: number, month: number, date: number): number {
  return Date.UTC(year, month - 1, date) / DAY;
}

/** Days from `day` to the nearest end of a quarter: 0 on its last day, negative just after. */
export function daysToQuarterEnd(day: number): number {
  const { year, month } = civil(day);
  const quarter = Math.floor((month - 1) / 3);
  const ahead = dayOf(year, quarter * 3 + 4, 1) - 1 - day;
  const behind = dayOf(year, quarter * 3 + 1, 1) - 1 - day;
  return ahead < -behind ? ahead : behind;
}

/** The same date and time one year earlier; 29 February becomes 1 March. */
export function yearBefore(until: Date): number {
  const start = new Date(until.getTime());
  start.setUTCFullYear(start.getUTCFullYear() - 1);
  return start.getTime();
}
