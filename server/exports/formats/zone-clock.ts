const HOUR_MS = 3_600_000;
const SLOTS_MAX = 50_000;
const WHOLE_MINUTES = 60_000;

/** Times as a clock in the zone shows them. `at` is an event's time: RFC 3339 in UTC with milliseconds. */
export interface ZoneClock {
  /** `2026-11-28T15:04:05.123+01:00`; in UTC with `Z`. */
  iso(at: string): string;
  /** Milliseconds that a clock in the zone is ahead of UTC: whole minutes. */
  offsetMs(ms: number): number;
}

interface Slot {
  /** The same in the whole hour; undefined where the clocks change within it. */
  offsetMs: number | undefined;
  /** The local hour, `2026-11-28T15`, where the minutes are those of UTC. */
  prefix: string | undefined;
  suffix: string;
}

const clocks = new Map<string, ZoneClock>();

/** The clock of an IANA zone. Asking for a time costs a look into a table: the calendar is asked once an hour of the data. */
export function zoneClock(timeZone: string): ZoneClock {
  let clock = clocks.get(timeZone);
  if (!clock) {
    clock = timeZone === "UTC" ? { iso: (at) => at, offsetMs: () => 0 } : clockOf(calendarOffset(timeZone));
    clocks.set(timeZone, clock);
  }
  return clock;
}

function clockOf(offsetAt: (ms: number) => number): ZoneClock {
  const slots = new Map<number | string, Slot>();
  const remember = (key: number | string, hourMs: number): Slot => {
    if (slots.size >= SLOTS_MAX) slots.clear();
    const first = offsetAt(hourMs);
    const offsetMs = first === offsetAt(hourMs + HOUR_MS - 1) ? first : undefined;
    const isWhole = offsetMs !== undefined && offsetMs % HOUR_MS === 0;
    const slot: Slot = {
      offsetMs,
      prefix: isWhole ? wallOf(hourMs, offsetMs).slice(0, -10) : undefined,
      suffix: offsetText(first),
    };
    slots.set(key, slot);
    return slot;
  };
  return {
    iso(at) {
      const hour = at.slice(0, -11);
      const slot = slots.get(hour) ?? remember(hour, Date.parse(`${hour}:00:00.000Z`));
      if (slot.prefix !== undefined) return `${slot.prefix}${at.slice(-11, -1)}${slot.suffix}`;
      const ms = Date.parse(at);
      const offsetMs = slot.offsetMs ?? offsetAt(ms);
      return `${wallOf(ms, offsetMs)}${offsetText(offsetMs)}`;
    },
    offsetMs(ms) {
      const hour = Math.floor(ms / HOUR_MS);
      const slot = slots.get(hour) ?? remember(hour, hour * HOUR_MS);
      return slot.offsetMs ?? offsetAt(ms);
    },
  };
}

const wallOf = (ms: number, offsetMs: number) => new Date(ms + offsetMs).toISOString().slice(0, -1);

function offsetText(offsetMs: number): string {
  const minutes = Math.abs(offsetMs) / 60_000;
  const two = (number: number) => String(number).padStart(2, "0");
  return `${offsetMs < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

function calendarOffset(timeZone: string): (ms: number) => number {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    calendar: "iso8601",
    numberingSystem: "latn",
    hourCycle: "h23",
    era: "short",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  return (ms) => {
    const parts = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, value]));
    const part = (name: string) => Number(parts[name]);
    const year = parts.era?.startsWith("B") ? 1 - part("year") : part("year");
    const wall = new Date(0);
    wall.setUTCFullYear(year, part("month") - 1, part("day"));
    wall.setUTCHours(part("hour"), part("minute"), part("second"));
    // Before the zones were made, places were seconds apart, which no offset can say: the instant is kept, to the minute.
    return Math.trunc((wall.getTime() - Math.floor(ms / 1_000) * 1_000) / WHOLE_MINUTES) * WHOLE_MINUTES;
  };
}
