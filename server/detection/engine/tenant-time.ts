import type { BusinessHours, Holiday } from "../../tenants/index.ts";
import { WEEKDAYS } from "../../tenants/index.ts";

/** A moment on the tenant's clock. `weekday` 0 is Monday; `hourOfWeek` is 0 to 167, from Monday 00:00. */
export interface LocalMoment {
  /** Such as 2026-11-28. */
  date: string;
  weekday: number;
  hour: number;
  minute: number;
  hourOfWeek: number;
}

export interface TenantTime {
  timeZone: string;
  localOf(ms: number): LocalMoment;
  /** The name of the holiday that a local date is. */
  holidayOn(date: string): string | undefined;
  /** Within business hours, and no holiday. */
  isBusiness(ms: number): boolean;
}

const MINUTE_MS = 60_000;
const CACHE_MAX = 4_096;

/**
 * The tenant's clock with daylight saving, from the IANA zone. Offsets of zones change at whole quarters of an hour only, so that one look-up
 * serves each.
 */
export function makeTenantTime(timeZone: string, hours: BusinessHours, holidays: readonly Holiday[]): TenantTime {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    hourCycle: "h23",
    weekday: "short",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  });
  const names = new Map(holidays.map(({ date, name }) => [date, name]));
  const quarters = new Map<number, LocalMoment>();
  const quarterOf = (quarter: number): LocalMoment => {
    const known = quarters.get(quarter);
    if (known) return known;
    const parts = Object.fromEntries(
      format.formatToParts(quarter * 15 * MINUTE_MS).map(({ type, value }) => [type, value]),
    );
    const weekday = WEEKDAYS.indexOf(parts.weekday!.toLowerCase() as (typeof WEEKDAYS)[number]);
    const moment = {
      date: `${parts.year}-${parts.month}-${parts.day}`,
      weekday,
      hour: Number(parts.hour),
      minute: Number(parts.minute),
      hourOfWeek: weekday * 24 + Number(parts.hour),
    };
    if (quarters.size >= CACHE_MAX) quarters.clear();
    quarters.set(quarter, moment);
    return moment;
  };
  const localOf = (ms: number): LocalMoment => {
    const quarter = Math.floor(ms / (15 * MINUTE_MS));
    const moment = quarterOf(quarter);
    return { ...moment, minute: moment.minute + Math.floor((ms - quarter * 15 * MINUTE_MS) / MINUTE_MS) };
  };
  return {
    timeZone,
    localOf,
    holidayOn: (date) => names.get(date),
    isBusiness(ms) {
      const { date, weekday, hour, minute } = localOf(ms);
      if (names.has(date)) return false;
      const clock = `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
      return hours[WEEKDAYS[weekday]!].some(([from, to]) => from! <= clock && clock < to!);
    },
  };
}
