import { absoluteTime, instantOf, MONTHS, wallTime } from "./times.ts";

const MIN = 60_000;
const HOUR = 60 * MIN;
const DAY = 24 * HOUR;
const MONTH = 30.44 * DAY;
const STEPS_MS = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MIN),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 4, 7, 14].map((n) => n * DAY),
];
const STEPS_MONTHS = [1, 2, 3, 6, 12, 24, 60];

export interface Tick {
  atMs: number;
  label: string;
}

const wallMsOf = (ms: number, timeZone: string) => Date.parse(`${wallTime(ms, timeZone).replace(" ", "T")}Z`);
const instantOfWall = (wallMs: number, timeZone: string) =>
  instantOf(new Date(wallMs).toISOString().slice(0, 19), timeZone);

/** At most `max` round times of the zone's clock within the range, labelled as short as they are clear. */
export function axisTicks(fromMs: number, toMs: number, timeZone: string, max = 5): Tick[] {
  const step = STEPS_MS.find((ms) => (toMs - fromMs) / ms <= max);
  const walls = step
    ? wallsBy(step, wallMsOf(fromMs, timeZone), wallMsOf(toMs, timeZone))
    : wallsByMonths(wallMsOf(fromMs, timeZone), wallMsOf(toMs, timeZone), max);
  let before: Date | undefined;
  const ticks: Tick[] = [];
  for (const wallMs of walls) {
    const atMs = instantOfWall(wallMs, timeZone);
    if (atMs < fromMs || atMs > toMs || ticks.length === max) continue;
    const wall = new Date(wallMs);
    ticks.push({ atMs, label: tickLabel(wall, before, step) });
    before = wall;
  }
  return ticks;
}

function wallsBy(step: number, fromWall: number, toWall: number): number[] {
  const walls: number[] = [];
  for (let wall = Math.ceil(fromWall / step) * step; wall <= toWall; wall += step) walls.push(wall);
  return walls;
}

function wallsByMonths(fromWall: number, toWall: number, max: number): number[] {
  const months = STEPS_MONTHS.find((n) => (toWall - fromWall) / (n * MONTH) <= max) ?? 120;
  const start = new Date(fromWall);
  const walls: number[] = [];
  for (let month = Math.floor(start.getUTCMonth() / months) * months; ; month += months) {
    const wall = Date.UTC(start.getUTCFullYear(), month, 1);
    if (wall > toWall) return walls;
    walls.push(wall);
  }
}

function tickLabel(wall: Date, before: Date | undefined, step: number | undefined): string {
  const month = MONTHS[wall.getUTCMonth()];
  const isNewYear = before !== undefined && before.getUTCFullYear() !== wall.getUTCFullYear();
  if (step === undefined) return before && !isNewYear ? `${month}` : `${month} ${wall.getUTCFullYear()}`;
  const date = isNewYear ? `${wall.getUTCDate()} ${month} ${wall.getUTCFullYear()}` : `${wall.getUTCDate()} ${month}`;
  if (step >= DAY) return date;
  const clock = wall.toISOString().slice(11, 16);
  if (before?.getUTCDate() === wall.getUTCDate()) return clock;
  return clock === "00:00" && before ? date : `${date} ${clock}`;
}

interface Written {
  date: string;
  clock: string;
  zone: string;
}

function writtenIn(ms: number, timeZone: string): Written {
  const [, date = "", clock = "", rest = "", zone = ""] =
    /^(.*), (\d\d:\d\d)(:\d\d\.\d+) (.*)$/.exec(absoluteTime(new Date(ms).toISOString(), timeZone)) ?? [];
  return { date, clock: rest === ":00.000" ? clock : `${clock}${rest.replace(".000", "")}`, zone };
}

/** "20 Nov 2026, 21:00 – 22:00 CET": both ends in full where they differ, the zone always. */
export function spanInFull(fromMs: number, toMs: number, timeZone: string): string {
  const from = writtenIn(fromMs, timeZone);
  const to = writtenIn(toMs, timeZone);
  const zone = from.zone === to.zone ? "" : ` ${from.zone}`;
  const end = from.date === to.date ? to.clock : `${to.date}, ${to.clock}`;
  return `${from.date}, ${from.clock}${zone} – ${end} ${to.zone}`;
}

/** "20 Nov 2026, 21:00 CET". */
export function instantInFull(iso: string, timeZone: string): string {
  const { date, clock, zone } = writtenIn(Date.parse(iso), timeZone);
  return `${date}, ${clock.slice(0, 5)} ${zone}`;
}

/** A range with one open end or none, to the minute: "Since 20 Nov 2026, 21:00 CET", "20 Nov 2026, 21:00 – 22:00 CET". */
export function rangeInFull(
  { from, to }: Partial<Record<"from" | "to", string | undefined>>,
  timeZone: string,
): string {
  if (from === undefined) return to === undefined ? "" : `Until ${instantInFull(to, timeZone)}`;
  if (to === undefined) return `Since ${instantInFull(from, timeZone)}`;
  const minuteOf = (iso: string) => Math.floor(Date.parse(iso) / MIN) * MIN;
  return spanInFull(minuteOf(from), minuteOf(to), timeZone);
}
