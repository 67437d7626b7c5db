import type { TenantTime } from "../tenant-time.ts";
import { DAY_MS, HOUR_MS } from "./facts.ts";
import { hourOf, hoursAhead, turned } from "./week-habit.ts";

const BINS = 168;
/** Characters from `0` on, 0 to 63. */
const ZERO = 48;
const LEVEL_MAX = 63;
/** Weight of a week once there are many: about the last eight count. */
const STEP_MIN = 1 / 8;
/** No deadline is looked for beyond. */
const AHEAD_HOURS = 14 * 24;
/** Longer gaps are not learned hour by hour. */
const GAP_HOURS_MAX = 14 * 24;
/** Events come in company: one in so many counts as independent of the others. */
const COMPANY = 4;
const HOUR_SURPRISE_MAX = 10;
const WEEK_MS = 7 * DAY_MS;
const GAP_WEEKS = 8;

/**
 * When something is heard of: for each hour of the tenant's week the share of weeks with any event then, and how many events there are in the
 * mean, a character each (`shares`: 0 to 63 of 63; `rates`: three levels a doubling, 0 is none). `gaps`: the longest gap of each of the last
 * weeks, by number of the week since 1970.
 */
export interface Rhythm {
  zone: string;
  firstMs: number;
  shares: string;
  rates: string;
  gaps: [week: number, ms: number][];
}

export const newRhythm = (zone: string, atMs: number): Rhythm => ({
  zone,
  firstMs: atMs,
  shares: "0".repeat(BINS),
  rates: "0".repeat(BINS),
  gaps: [],
});

/** Turns it to the clock of the tenant's zone as it is now, by the difference of the two at `atMs`. */
export function turnRhythm(rhythm: Rhythm, time: TenantTime, atMs: number): void {
  if (rhythm.zone === time.timeZone) return;
  const hours = hoursAhead(rhythm.zone, time, atMs);
  rhythm.shares = turned(rhythm.shares, hours);
  rhythm.rates = turned(rhythm.rates, hours);
  rhythm.zone = time.timeZone;
}

const levelAt = (text: string, bin: number) => text.charCodeAt(bin) - ZERO;
const withLevel = (text: string, bin: number, level: number) =>
  text.slice(0, bin) +
  String.fromCharCode(ZERO + Math.max(0, Math.min(LEVEL_MAX, Math.round(level)))) +
  text.slice(bin + 1);

const rateOf = (level: number) => (level === 0 ? 0 : 2 ** ((level - 7) / 3));
const levelOf = (rate: number) => (rate <= 0.2 ? 0 : 7 + 3 * Math.log2(rate));

interface Hours {
  /** Last event before, and the event in hand. */
  fromMs: number;
  toMs: number;
  /** Events in the hour of `fromMs`. */
  count: number;
  /** The gap was an alert: it is not learned as usual. */
  isOutage: boolean;
}

/** Learns the hour of `fromMs`, and that the hours after it until `toMs` were empty. */
export function closeHours(rhythm: Rhythm, { fromMs, toMs, count, isOutage }: Hours, time: TenantTime): void {
  const weeks = Math.floor((fromMs - rhythm.firstMs) / (7 * DAY_MS));
  const step = Math.max(STEP_MIN, 1 / (weeks + 1));
  learn(rhythm, hourOf(time, fromMs), count, step);
  const first = Math.floor(fromMs / HOUR_MS) + 1;
  const end = Math.floor(toMs / HOUR_MS);
  if (isOutage || end - first > GAP_HOURS_MAX) return;
  noteGap(rhythm, fromMs, toMs);
  for (let hour = first; hour < end; hour++) learn(rhythm, hourOf(time, hour * HOUR_MS), 0, step);
}

function noteGap(rhythm: Rhythm, fromMs: number, toMs: number): void {
  const week = Math.floor(toMs / WEEK_MS);
  const known = rhythm.gaps.find(([one]) => one === week);
  if (known) known[1] = Math.max(known[1], toMs - fromMs);
  else rhythm.gaps.push([week, toMs - fromMs]);
  rhythm.gaps = rhythm.gaps.filter(([one]) => one > week - GAP_WEEKS);
}

/** The longest gap of the last eight weeks that was no alert. */
export const longestGapMs = ({ gaps }: Rhythm): number => Math.max(0, ...gaps.map(([, ms]) => ms));

function learn(rhythm: Rhythm, bin: number, count: number, step: number): void {
  const share = levelAt(rhythm.shares, bin);
  rhythm.shares = withLevel(rhythm.shares, bin, share + step * ((count > 0 ? LEVEL_MAX : 0) - share));
  const rate = rateOf(levelAt(rhythm.rates, bin));
  rhythm.rates = withLevel(rhythm.rates, bin, levelOf(rate + step * (count - rate)));
}

/** How surprising an empty hour is: minus the logarithm of its chance. Of few weeks little is believed. */
function surpriseOf(rhythm: Rhythm, bin: number, weeks: number): number {
  const share = (levelAt(rhythm.shares, bin) / LEVEL_MAX) * (weeks / (weeks + 1));
  const byShare = -Math.log(1 - share);
  const byRate = share > 0.85 ? rateOf(levelAt(rhythm.rates, bin)) / COMPANY : 0;
  return Math.min(HOUR_SURPRISE_MAX, Math.max(byShare, byRate));
}

/** Events that are usual from `fromMs` to `toMs`. */
export function usualEvents(rhythm: Rhythm, fromMs: number, toMs: number, time: TenantTime): number {
  let events = 0;
  for (let atMs = fromMs; atMs < toMs; ) {
    const endMs = Math.min(toMs, (Math.floor(atMs / HOUR_MS) + 1) * HOUR_MS);
    events += (rateOf(levelAt(rhythm.rates, hourOf(time, atMs))) * (endMs - atMs)) / HOUR_MS;
    atMs = endMs;
  }
  return events;
}

/** `surprise`: minus the logarithm of the chance; `times`: of the longest gap; `gapMs`: at least. */
export interface Limits {
  surprise: number;
  times: number;
  gapMs: number;
}
export interface Due {
  dueMs: number;
  by: "hours" | "gap";
}

/**
 * When a silence from `lastMs` on is rarer than e^-surprise by the hours of the week, or so many times longer than the longest gap, whichever
 * comes first; undefined where neither is so within two weeks. Cost: one step an hour until then.
 */
export function dueAfter(rhythm: Rhythm, lastMs: number, limits: Limits, time: TenantTime): Due | undefined {
  const longest = longestGapMs(rhythm);
  const gapDueMs = longest === 0 ? Number.POSITIVE_INFINITY : lastMs + Math.max(limits.gapMs, limits.times * longest);
  const weeks = Math.min(GAP_WEEKS, Math.floor((lastMs - rhythm.firstMs) / WEEK_MS));
  let sum = 0;
  let atMs = lastMs;
  for (let i = 0; i < AHEAD_HOURS && atMs < gapDueMs; i++) {
    const endMs = (Math.floor(atMs / HOUR_MS) + 1) * HOUR_MS;
    const part = (endMs - atMs) / HOUR_MS;
    const here = surpriseOf(rhythm, hourOf(time, atMs), weeks) * part;
    if (sum + here >= limits.surprise && endMs - lastMs >= limits.gapMs) {
      const share = here === 0 ? 0 : Math.max(0, (limits.surprise - sum) / here);
      const dueMs = Math.max(lastMs + limits.gapMs, atMs + share * part * HOUR_MS);
      if (dueMs < gapDueMs) return { dueMs: Math.round(dueMs), by: "hours" };
      break;
    }
    sum += here;
    atMs = endMs;
  }
  return gapDueMs - lastMs <= AHEAD_HOURS * HOUR_MS ? { dueMs: Math.round(gapDueMs), by: "gap" } : undefined;
}
