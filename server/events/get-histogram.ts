import { inTenant, type TenantContext, type TenantTransaction } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { OUTCOMES } from "../event-format/index.ts";
import { parseQuery, type QueryNode } from "../query/index.ts";
import { runtime } from "../runtime.ts";
import { COUNT_MS_MAX, type Covered, coveredFrom } from "./covered.ts";
import { reachDetails } from "./reach.ts";
import { listVisible, tallyVisible, type VisibleTally } from "./visible-events.sql.ts";

/** What a bar may span, in seconds. */
export const INTERVALS = {
  "1m": 60,
  "5m": 300,
  "15m": 900,
  "1h": 3_600,
  "2h": 7_200,
  "6h": 21_600,
  "12h": 43_200,
  "1d": 86_400,
  "7d": 604_800,
  "28d": 2_419_200,
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
  reads?: "show" | "hide";
  timeZone?: string;
}

type Bucket = { at: string } & Record<(typeof OUTCOMES)[number], number>;

export interface Histogram extends Covered {
  from: string;
  to: string;
  interval: Interval;
  /** Every span of the range, oldest first; `at` is its beginning, a multiple of the interval since 1970. */
  buckets: Bucket[];
}

const DAY_MS = 86_400_000;
const BARS = 100;
const BARS_MAX = 1_000;

/**
 * How many visible events fit the query in each span of the range, by outcome. Bounded by 1 s; then the counts are of the newest and say so.
 * AppError `invalid` for over 1,000 spans.
 */
export async function getHistogram(context: TenantContext, input: HistogramInput): Promise<Histogram> {
  const now = runtime().clock.now();
  const { q = "", to = now, reads = "show", timeZone = "UTC" } = input;
  const query = parseQuery(q, { nowMs: now.getTime(), timeZone, alerts: true }).node;
  const counter = histogramCounter(query, input.from ?? new Date(to.getTime() - DAY_MS), to, input.interval);
  return inTenant(context, "events.read", async (tx) => {
    const stoppedAt = await tallyVisible(tx, context, {
      from: counter.from,
      to,
      hideReads: reads === "hide",
      tallies: [counter.tally],
      untilMs: performance.now() + COUNT_MS_MAX,
    });
    tx.recordRead("events.counted", reachDetails(context.view, query, { q, interval: counter.interval }));
    return { ...counter.take(), ...coveredFrom(stoppedAt, now) };
  });
}

/** Counts the spans between two instants; AppError `invalid` for a range that is none or has too many of them. */
export function histogramCounter(query: QueryNode, from: Date, to: Date, wanted?: Interval) {
  const spanS = (to.getTime() - from.getTime()) / 1_000;
  if (!(spanS > 0))
    throw new AppError("invalid", "The range ends before it begins.", {
      fields: [{ path: "from", message: "must be before `to`" }],
    });
  const names = Object.keys(INTERVALS) as Interval[];
  const interval = wanted ?? names.find((name) => spanS / INTERVALS[name] <= BARS) ?? "28d";
  if (spanS / INTERVALS[interval] > BARS_MAX)
    throw new AppError("invalid", `The range has over ${BARS_MAX} spans of ${interval}.`, {
      fields: [{ path: "interval", message: "must be longer for this range" }],
    });
  const stepMs = INTERVALS[interval] * 1_000;
  const buckets: Bucket[] = [];
  const none = Object.fromEntries(OUTCOMES.map((outcome) => [outcome, 0])) as Record<(typeof OUTCOMES)[number], number>;
  for (let atMs = Math.floor(from.getTime() / stepMs) * stepMs; atMs < to.getTime(); atMs += stepMs)
    buckets.push({ at: new Date(atMs).toISOString(), ...none });
  const edges = buckets.map(({ at }) => new Date(at));
  const tally: VisibleTally = {
    kind: "spans",
    query,
    edges: [...edges, new Date(edges.at(-1)!.getTime() + stepMs)],
    add(span, outcome, count) {
      buckets[span]![outcome as (typeof OUTCOMES)[number]] += count;
    },
  };
  return {
    from,
    interval,
    tally,
    take: () => ({ from: from.toISOString(), to: to.toISOString(), interval, buckets }),
  };
}

/** When the first event that fits occurred; undefined when there is none. */
export async function firstInstant(
  tx: TenantTransaction,
  context: TenantContext,
  query: QueryNode,
  hideReads: boolean,
): Promise<Date | undefined> {
  const { records } = await listVisible(tx, context, { query, hideReads, order: "oldest", limit: 1 });
  const first = records[0]?.event.occurred_at;
  return first === undefined ? undefined : new Date(first);
}
