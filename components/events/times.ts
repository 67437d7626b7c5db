/** Whose clock is shown; a name such as `Europe/Berlin` in what was handed on by somebody else. */
export type Zone = "utc" | "tenant" | "local" | `${string}/${string}`;

export const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
export const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;
const formats = new Map<string, Intl.DateTimeFormat>();

function formatIn(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-GB", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      timeZoneName: "short",
    });
    formats.set(timeZone, format);
  }
  return format;
}

export function isZone(text: string): text is Zone {
  if (text === "utc" || text === "tenant" || text === "local") return true;
  if (!/^[A-Za-z_]+(\/[A-Za-z0-9_+-]+){1,2}$/.test(text)) return false;
  try {
    new Intl.DateTimeFormat("en-GB", { timeZone: text });
    return true;
  } catch {
    return false;
  }
}

const UTC_NAMES = new Set(["UTC", "Etc/UTC", "Etc/UCT", "Etc/Zulu", "GMT", "Etc/GMT"]);

/** The zone that an IANA name is; UTC for one without a region, which no address can say. */
export function zoneOf(name: string): Zone {
  return !UTC_NAMES.has(name) && isZone(name) ? name : "utc";
}

/** The IANA name behind a zone; for the viewer's own, which only the browser knows, the tenant's. */
export function zoneName(zone: Zone, tenantZone: string): string {
  if (zone === "utc") return "UTC";
  return zone === "tenant" || zone === "local" ? tenantZone : zone;
}

interface Wall {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  zone: string;
}

function wallOf(ms: number, timeZone: string): Wall {
  const parts = Object.fromEntries(
    formatIn(timeZone)
      .formatToParts(ms)
      .map((part) => [part.type, part.value]),
  );
  const { year, month, day, hour, minute, second } = parts;
  return {
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
    zone: parts.timeZoneName ?? timeZone,
  };
}

const two = (number: number) => String(number).padStart(2, "0");

/** "20 Nov 2026, 21:42:53.309 CET". */
export function absoluteTime(iso: string, timeZone: string): string {
  const ms = Date.parse(iso);
  const wall = wallOf(ms, timeZone);
  const milliseconds = String(((ms % 1000) + 1000) % 1000).padStart(3, "0");
  const clock = `${two(wall.hour)}:${two(wall.minute)}:${two(wall.second)}.${milliseconds}`;
  return `${wall.day} ${MONTHS[wall.month - 1]} ${wall.year}, ${clock} ${wall.zone}`;
}

/** "12 s ago" to 59 min, then hours to a day, then the date; a time ahead says so. */
export function relativeTime(iso: string, nowMs: number, timeZone: string): string {
  const ms = Date.parse(iso);
  const s = Math.floor((nowMs - ms) / 1000);
  if (s < -1) return `in ${span(-s)}`;
  if (s < 1) return "now";
  if (s < 86_400) return `${span(s)} ago`;
  const wall = wallOf(ms, timeZone);
  const now = wallOf(nowMs, timeZone);
  const date = `${wall.day} ${MONTHS[wall.month - 1]}`;
  return wall.year === now.year ? `${date}, ${two(wall.hour)}:${two(wall.minute)}` : `${date} ${wall.year}`;
}

/** "2 s", "14 min", "3 h", "12 d": rounded down. */
export function span(s: number): string {
  if (s < 60) return `${Math.max(0, Math.floor(s))} s`;
  if (s < 3_600) return `${Math.floor(s / 60)} min`;
  if (s < 86_400) return `${Math.floor(s / 3_600)} h`;
  return `${Math.floor(s / 86_400)} d`;
}

/** `YYYY-MM-DD HH:mm:ss` as a clock in the zone shows it. */
export function wallTime(ms: number, timeZone: string): string {
  const wall = wallOf(ms, timeZone);
  const date = `${String(wall.year).padStart(4, "0")}-${two(wall.month)}-${two(wall.day)}`;
  return `${date} ${two(wall.hour)}:${two(wall.minute)}:${two(wall.second)}`;
}

/** The instant at which a clock in the zone shows the wall time; in the hour that a change of clocks skips, the one after it. */
export function instantOf(wall: string, timeZone: string): number {
  const asUtc = Date.parse(`${wall.replace(" ", "T")}Z`);
  const offsetAt = (ms: number) => Date.parse(`${wallTime(ms, timeZone).replace(" ", "T")}Z`) - ms;
  const first = asUtc - offsetAt(asUtc);
  return asUtc - offsetAt(first);
}
