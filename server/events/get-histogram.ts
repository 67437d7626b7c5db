import { inTenant, type TenantContext } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { OUTCOMES } from "../event-format/index.ts";
import { parseQuery } from "../query/index.ts";
import { runtime } from "../runtime.ts";
import { type Covered, countBackwards } from "./count-back.ts";
import { occurredBetween } from "./occurred-between.ts";
import { reachDetails } from "./reach.ts";
import { countVisibleOverTime } from "./visible-events.sql.ts";

/** What a bar may span, in seconds. */
export const INTERVALS = {
  "1m": 60,
  "5m": 300,
  "15m": 900,
  "1h": 3_600,
  "6h": 21_600,
  "1d": 86_400,
  "7d": 604_800,
} as const;
export type Interval = keyof typeof INTERVALS;

export interface HistogramInput {
  q?: string;
  /** The last 24 hours of `to` when absent. */
  from?: Date;
  /** Now when absent. */
  to?: Date;
  /** The finest of INTERVALS that gives at most 100 bars when absent. */
  interval?: Interval;
}

export interface Histogram extends Covered {
  from: string;
  to: string;
  interval: Interval;
  /** Every span of the range, oldest first; `at` is its beginning, a multiple of the interval since 1970. */
  buckets: ({ at: string } & Record<(typeof OUTCOMES)[number], number>)[];
}

const DAY_MS = 86_400_000;
const BARS = 100;
const BARS_MAX = 1_000;

/**
 * How many visible events fit the query in each span of the range, by outcome. Bounded by 100,000 events and 2 s; then the counts are of
 * the newest and say so. AppError `invalid` for over 1,000 spans.
 */
export async function getHistogram(context: TenantContext, input: HistogramInput): Promise<Histogram> {
  const { q = "", to = runtime().clock.now() } = input;
  const from = input.from ?? new Date(to.getTime() - DAY_MS);
  const spanS = (to.getTime() - from.getTime()) / 1_000;
  if (!(spanS > 0))
    throw new AppError("invalid", "The range ends before it begins.", {
      fields: [{ path: "from", message: "must be before `to`" }],
    });
  const names = Object.keys(INTERVALS) as Interval[];
  const interval = input.interval ?? names.find((name) => spanS / INTERVALS[name] <= BARS) ?? "7d";
  if (spanS / INTERVALS[interval] > BARS_MAX)
    throw new AppError("invalid", `The range has over ${BARS_MAX} spans of ${interval}.`, {
      fields: [{ path: "interval", message: "must be longer for this range" }],
    });
  const query = parseQuery(q).node;
  const stepMs = INTERVALS[interval] * 1_000;
  const counts = new Map<string, number>();
  return inTenant(context, "events.read", async (tx) => {
    const covered = await countBackwards(tx, { from, to }, async (span) => {
      const also = (parameters: Parameters<typeof occurredBetween>[2]) =>
        occurredBetween(span.from, span.to, parameters);
      const rows = await countVisibleOverTime(tx, context, { query, also, intervalS: stepMs / 1_000, max: span.max });
      for (const { at, outcome, count } of rows) {
        const mark = `${at * 1_000} ${outcome}`;
        counts.set(mark, (counts.get(mark) ?? 0) + count);
      }
      return rows.reduce((sum, { count }) => sum + count, 0);
    });
    tx.recordRead("events.counted", reachDetails(context.view, query, { q, interval }));
    const buckets: Histogram["buckets"] = [];
    for (let atMs = Math.floor(from.getTime() / stepMs) * stepMs; atMs < to.getTime(); atMs += stepMs) {
      const byOutcome = OUTCOMES.map((outcome) => [outcome, counts.get(`${atMs} ${outcome}`) ?? 0]);
      buckets.push({ at: new Date(atMs).toISOString(), ...Object.fromEntries(byOutcome) });
    }
    return { from: from.toISOString(), to: to.toISOString(), interval, buckets, ...covered };
  });
}
