/** When and where times are written. */
export interface TimeSetting {
  /** Milliseconds since 1970. */
  nowMs: number;
  /** IANA name. */
  timeZone: string;
}

/** What a written time means: from `fromMs` on and before `toMs`; null is without an end. */
export interface TimeSpan {
  fromMs: number;
  toMs: number | null;
  /** A range up to it ends where a period ends, and where anything else begins. */
  isPeriod: boolean;
}

const UNITS_MS = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
const RELATIVE = /^(?:now-)?(\d{1,6})([mhdw])$/i;
const DATE = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/;
const LOCAL =
  /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3})\d*)?)?(z|[+-](?:[01]\d|2[0-3]):[0-5]\d)?$/i;

/**
 * The span of a written time: a year, month or day (2026, 2026-11, 2026-11-01), `today`, `yesterday`; a minute, second or millisecond with
 * or without its offset from UTC; `now`; or how long ago (24h, 7d, now-30m), which goes on without an end. Without an offset it is of the
 * zone given, where a day may have 23 or 25 hours; 24h and 1d are 24 hours. Undefined for anything else.
 */
export function readTimeSpan(text: string, setting: TimeSetting): TimeSpan | undefined {
  const { nowMs, timeZone } = setting;
  const lower = text.toLowerCase();
  if (lower === "now") return instant(nowMs, 1);
  if (lower === "today" || lower === "yesterday") {
    const today = fieldsAt(nowMs, timeZone);
    const day = today.day - (lower === "today" ? 0 : 1);
    return spanOf([today.year, today.month, day], timeZone);
  }
  const relative = RELATIVE.exec(text);
  if (relative) {
    const fromMs = nowMs - Number(relative[1]) * UNITS_MS[relative[2]!.toLowerCase() as keyof typeof UNITS_MS];
    return fromMs < 0 ? undefined : { fromMs, toMs: null, isPeriod: false };
  }
  const date = DATE.exec(text);
  if (date) return readDate(date, timeZone);
  const local = LOCAL.exec(text);
  return local ? readInstant(local, timeZone) : undefined;
}

function readDate([, year, month, day]: RegExpExecArray, timeZone: string): TimeSpan | undefined {
  const parts = [year, month, day].flatMap((part) => (part === undefined ? [] : [Number(part)]));
  return isDate(parts) ? spanOf(parts, timeZone) : undefined;
}

function isDate([year = 0, month = 1, day = 1]: number[]): boolean {
  return (
    year >= 1970 && month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate()
  );
}

/** From the beginning of a year, month or day to the beginning of the next. */
function spanOf(parts: number[], timeZone: string): TimeSpan {
  const at = (list: number[]) => {
    const [year = 0, month = 1, day = 1] = list;
    return zonedMs(Date.UTC(year, month - 1, day), timeZone);
  };
  const next = parts.map((part, i) => (i === parts.length - 1 ? part + 1 : part));
  return { fromMs: at(parts), toMs: at(next), isPeriod: true };
}

function readInstant(match: RegExpExecArray, timeZone: string): TimeSpan | undefined {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  if (!isDate([year, month, day]) || hour > 23 || minute > 59 || second > 59) return undefined;
  const wallMs = Date.UTC(year, month - 1, day, hour, minute, second, Number((match[7] ?? "0").padEnd(3, "0")));
  const offset = match[8]?.toUpperCase();
  const unitMs = match[6] === undefined ? 60_000 : match[7] === undefined ? 1_000 : 1;
  if (offset === undefined) return instant(zonedMs(wallMs, timeZone), unitMs);
  if (offset === "Z") return instant(wallMs, unitMs);
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(4));
  return instant(wallMs - (offset.startsWith("-") ? -1 : 1) * minutes * 60_000, unitMs);
}

const instant = (fromMs: number, unitMs: number): TimeSpan => ({ fromMs, toMs: fromMs + unitMs, isPeriod: false });

/** One zone has many names, since their case does not count. */
const FORMATS_MAX = 100;
const formats = new Map<string, Intl.DateTimeFormat>();

/** What a clock in the zone shows at a moment; months from 1. */
export function fieldsAt(ms: number, timeZone: string) {
  let format = formats.get(timeZone);
  if (!format) {
    const numbers = { year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric" } as const;
    format = new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      ...numbers,
      second: "numeric",
      era: "short",
    });
    if (formats.size >= FORMATS_MAX) formats.clear();
    formats.set(timeZone, format);
  }
  const parts = new Map(format.formatToParts(ms).map(({ type, value }) => [type, value]));
  const number = (type: Intl.DateTimeFormatPartTypes) => Number(parts.get(type));
  return {
    year: number("year"),
    month: number("month"),
    day: number("day"),
    hour: number("hour"),
    minute: number("minute"),
    second: number("second"),
  };
}

const DAY_MS = 86_400_000;

/**
 * When a clock in the zone shows what a clock in UTC shows at `wallMs`: the first time where it does twice, and the moment of the change where
 * it never does.
 */
export function zonedMs(wallMs: number, timeZone: string): number {
  const offsetAt = (ms: number) => {
    const { year, month, day, hour, minute, second } = fieldsAt(ms, timeZone);
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(ms / 1_000) * 1_000;
  };
  const [before, after] = [offsetAt(wallMs - DAY_MS), offsetAt(wallMs + DAY_MS)];
  for (const offset of [before, after]) if (offsetAt(wallMs - offset) === offset) return wallMs - offset;
  // The clock skips it: what it would have been by the offset of before is right behind the change.
  return wallMs - before;
}
