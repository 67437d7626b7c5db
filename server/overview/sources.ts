import type { TenantTransaction } from "../access/index.ts";
import { DAY_MS, linkOf, listValues, QUARTER_MS, queryOf, readSeries, type Span, sumOf } from "../rollups/index.ts";
import type { SourceHealth } from "./overview.ts";

const SOURCES_MAX = 50;
/** So many that have been silent for a while are compared with the weeks before. */
const COMPARED_MAX = 20;
const SILENT_MS_MIN = 2 * QUARTER_MS;
const FORGOTTEN_MS = 30 * DAY_MS;
const WEEK_MS = 7 * DAY_MS;
const WEEKS = 4;
const WEEKS_MIN = 2;
const EVENTS_MEAN_MIN = 3;

/** The sources of the last 30 days, those that are silent first. */
export async function sourcesOf(tx: TenantTransaction, nowMs: number): Promise<SourceHealth[]> {
  const known = (await listValues(tx, "origin", SOURCES_MAX)).filter(
    ({ value, lastMs }) => value !== "sealtrail" && lastMs > nowMs - FORGOTTEN_MS,
  );
  const toMs = Math.floor(nowMs / QUARTER_MS + 1) * QUARTER_MS;
  const sources: SourceHealth[] = [];
  let compared = 0;
  for (const { value, firstMs, lastMs } of known) {
    const isLooked = nowMs - lastMs >= SILENT_MS_MIN && compared < COMPARED_MAX;
    if (isLooked) compared++;
    const before = isLooked ? await weeksBefore(tx, value, { firstMs, lastMs, nowMs }) : [];
    sources.push({
      origin: value,
      lastSeenAt: new Date(lastMs).toISOString(),
      silentMinutes: Math.max(0, Math.floor((nowMs - lastMs) / 60_000)),
      before,
      isSilent: isUsuallyHeard(before),
      link: linkOf(queryOf(["origin", value]), { fromMs: toMs - WEEK_MS, toMs }),
    });
  }
  return sources.sort((a, b) => Number(b.isSilent) - Number(a.isSilent) || (a.lastSeenAt < b.lastSeenAt ? 1 : -1));
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
  value: string,
  { firstMs, lastMs, nowMs }: { firstMs: number; lastMs: number; nowMs: number },
): Promise<number[]> {
  const floor = (ms: number) => Math.floor(ms / QUARTER_MS) * QUARTER_MS;
  const isLong = nowMs - lastMs > WEEK_MS;
  const stretch: Span = isLong
    ? { fromMs: floor(lastMs), toMs: floor(lastMs) + WEEK_MS }
    : { fromMs: floor(lastMs) + QUARTER_MS, toMs: floor(nowMs) };
  if (stretch.toMs <= stretch.fromMs) return [];
  const weeks = Array.from({ length: WEEKS }, (_, i): Span => {
    const backMs = (i + 1) * WEEK_MS;
    return { fromMs: stretch.fromMs - backMs, toMs: stretch.toMs - backMs };
  }).filter(({ fromMs }) => fromMs >= firstMs);
  if (weeks.length === 0) return [];
  const span = { fromMs: weeks.at(-1)!.fromMs, toMs: weeks[0]!.toMs };
  const series = await readSeries(tx, { kinds: ["origin"], value, span });
  return weeks.map((week) => sumOf(series, week).events);
}
