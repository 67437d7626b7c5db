import type { TenantTransaction } from "../access/index.ts";
import {
  DAY_MS,
  type Freshness,
  linkOf,
  listValues,
  QUARTER_MS,
  queryOf,
  readFirstDay,
  readSeries,
  type Span,
  sumOf,
  sumValues,
  ZoneClock,
} from "../rollups/index.ts";
import type { SourceHealth } from "./overview.ts";

const OWN = "sealtrail";
/** So many of those that are heard, and of those that are not. */
const SOURCES_MAX = 50;
/** So many that have been silent for a while are compared with the weeks before. */
const COMPARED_MAX = 20;
const SILENT_MS_MIN = 2 * QUARTER_MS;
const FORGOTTEN_MS = 30 * DAY_MS;
const WEEK_MS = 7 * DAY_MS;
const WEEKS = 4;
const WEEKS_MIN = 2;
const EVENTS_MEAN_MIN = 3;

/** The sources of the last 30 days, those that are silent first; none is while the counts are behind. Weeks are those of the zone's clock. */
export async function sourcesOf(
  tx: TenantTransaction,
  { timeZone, nowMs }: { timeZone: string; nowMs: number },
  { isBehind }: Freshness,
): Promise<SourceHealth[]> {
  const list = (seenLast: { from?: Date; before?: Date }) =>
    listValues(tx, { kind: "origin", limit: SOURCES_MAX, seenLast });
  const quietSince = new Date(nowMs - SILENT_MS_MIN);
  const heard = await list({ from: quietSince });
  const quiet = await list({ from: new Date(nowMs - FORGOTTEN_MS), before: quietSince });
  const clock = new ZoneClock(timeZone, { fromMs: nowMs - FORGOTTEN_MS - (WEEKS + 1) * WEEK_MS, toMs: nowMs });
  const toMs = Math.floor(nowMs / QUARTER_MS + 1) * QUARTER_MS;
  const sources: SourceHealth[] = [];
  for (const { value, firstMs, lastMs } of [...quiet, ...heard]) {
    if (value === OWN) continue;
    const isLooked = !isBehind && sources.length < COMPARED_MAX && lastMs < quietSince.getTime();
    const before = isLooked ? await weeksBefore(tx, clock, { value, firstMs, lastMs, nowMs }) : [];
    sources.push({
      origin: value,
      lastSeenAt: new Date(lastMs).toISOString(),
      silentMinutes: Math.max(0, Math.floor((nowMs - lastMs) / 60_000)),
      before,
      isSilent: isUsuallyHeard(before),
      link: linkOf(queryOf(["origin", value]), { fromMs: Math.min(toMs - WEEK_MS, quarterBefore(lastMs)), toMs }),
    });
  }
  return sources.sort((a, b) => Number(b.isSilent) - Number(a.isSilent) || (a.lastSeenAt < b.lastSeenAt ? 1 : -1));
}

const quarterBefore = (ms: number) => Math.floor(ms / QUARTER_MS) * QUARTER_MS;

/** Whether any system ever sent an event that is counted, if only one that names no source. Over the primary keys: two rows a day. */
export async function hasEventsOfSystems(tx: TenantTransaction, nowMs: number): Promise<boolean> {
  if ((await listValues(tx, { kind: "origin", limit: 2 })).some(({ value }) => value !== OWN)) return true;
  const fromMs = await readFirstDay(tx);
  if (fromMs === undefined) return false;
  // No event occurs more than a day ahead of the clock.
  const span = { fromMs, toMs: (Math.floor(nowMs / DAY_MS) + 3) * DAY_MS };
  const sums = await sumValues(tx, { kinds: ["all", "origin"], values: ["", OWN], span });
  const eventsOf = (kind: string) => sums.find((one) => one.kind === kind)?.events ?? 0;
  return eventsOf("all") > eventsOf("origin");
}

const isUsuallyHeard = (before: number[]) =>
  before.length >= WEEKS_MIN &&
  Math.min(...before) >= 1 &&
  before.reduce((sum, one) => sum + one, 0) / before.length >= EVENTS_MEAN_MIN;

/**
 * What a source sent in the stretch in which it is silent now, one to four weeks ago. Of a silence of more than a week: in each of the weeks before
 * its last event. Only weeks in which it was known.
 */
async function weeksBefore(
  tx: TenantTransaction,
  clock: ZoneClock,
  { value, firstMs, lastMs, nowMs }: { value: string; firstMs: number; lastMs: number; nowMs: number },
): Promise<number[]> {
  const isLong = nowMs - lastMs > WEEK_MS;
  const stretch: Span = isLong
    ? { fromMs: quarterBefore(lastMs), toMs: quarterBefore(lastMs) + WEEK_MS }
    : { fromMs: quarterBefore(lastMs) + QUARTER_MS, toMs: quarterBefore(nowMs) };
  if (stretch.toMs <= stretch.fromMs) return [];
  const weeks = Array.from({ length: WEEKS }, (_, i) => clock.weeksBefore(stretch, i + 1)).filter(
    ({ fromMs, toMs }) => fromMs >= firstMs && toMs > fromMs,
  );
  if (weeks.length === 0) return [];
  const span = { fromMs: weeks.at(-1)!.fromMs, toMs: weeks[0]!.toMs };
  const series = await readSeries(tx, { kinds: ["origin"], value, span });
  return weeks.map((week) => sumOf(series, week).events);
}
