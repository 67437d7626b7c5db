import type { TenantContext } from "../access/index.ts";
import { listAlerts } from "../alerts/index.ts";
import { parseInput } from "../parse-input.ts";
import {
  type BucketKind,
  DAY_MS,
  findValues,
  hasLetGo,
  linkOf,
  newestName,
  type QuarterSeries,
  readFirstDay,
  readFreshness,
  readSeries,
  type Span,
  sumOf,
  ZoneClock,
} from "../rollups/index.ts";
import { runtime } from "../runtime.ts";
import { zoneOf } from "../tenants/index.ts";
import type { Series, SeriesPoint, SubjectKind } from "./anomalies.ts";
import { countBand, shareBand, WEEKS, WEEKS_MIN, WIDTH } from "./expected.ts";
import { inAnomalies } from "./in-anomalies.ts";
import { reducePoints } from "./reduce-points.ts";
import { type SeriesInput, seriesInput } from "./schemas.ts";
import { type Counted, countedOf, spanOf } from "./subject.ts";

export const POINTS_MAX = 500;
const WEEK_MS = 7 * DAY_MS;

/**
 * One number over time against what is usual for the same hours of the eight weeks before, by the clock of the zone. Buckets are quarters of an hour
 * up to two days, hours up to 45 and days beyond; of more than 500, groups keep their lowest and highest.
 */
export async function getSeries(context: TenantContext, input: SeriesInput): Promise<Series> {
  const { subject, from, to, timeZone: asked } = parseInput(seriesInput, input);
  const nowMs = runtime().clock.now().getTime();
  const span = spanOf(from, to, nowMs);
  const counted = countedOf(subject.kind, subject.id);
  const isShare = subject.kind === "denied_share";
  const found = await inAnomalies(context, { ...subject, view: "series" }, async (tx) => {
    const timeZone = asked ?? (await zoneOf(tx));
    const bucket = bucketFor(span);
    const clock = new ZoneClock(timeZone, { fromMs: span.fromMs - (WEEKS + 1) * WEEK_MS, toMs: span.toMs });
    const whole = { fromMs: span.fromMs - WEEKS * WEEK_MS - DAY_MS, toMs: span.toMs + DAY_MS };
    const series = await readSeries(tx, { ...counted, span: whole });
    const known = subject.id === undefined ? [] : await findValues(tx, counted.kinds, [counted.value]);
    const firstDay = await readFirstDay(tx);
    const compared = { fromMs: clock.weeksBefore(span, WEEKS).fromMs, toMs: clock.weeksBefore(span, 1).toMs };
    const letGo = await hasLetGo(tx, counted.kinds, span);
    const letGoBefore = await hasLetGo(tx, counted.kinds, compared);
    const sinceMs = known.length > 0 ? Math.min(...known.map(({ firstMs }) => firstMs)) : (firstDay ?? nowMs);
    const buckets = clock.buckets(bucket, span);
    const point = pointMaker({ series, clock, sinceMs, nowMs, isShare, q: counted.q });
    const sum = sumOf(series, span);
    return {
      ...(await readFreshness(tx)),
      subject: { kind: subject.kind, id: subject.id ?? null, name: newestName(known) },
      ...{ from: new Date(span.fromMs).toISOString(), to: new Date(span.toMs).toISOString(), timeZone, bucket },
      points: reducePoints(buckets.map(point), POINTS_MAX),
      buckets: buckets.length,
      total: isShare ? sum.denials : sum.events,
      link: linkOf(isShare ? deniedOf(counted.q) : counted.q, span),
      isLowerBound: letGo.size > 0,
      isExpectedLowerBound: letGoBefore.size > 0,
      arithmetic: arithmeticOf(bucket, isShare),
    };
  });
  return { ...found, ...(await marksOf(context, subject.kind, counted, span)) };
}

const bucketFor = ({ fromMs, toMs }: Span): BucketKind =>
  toMs - fromMs <= 2 * DAY_MS ? "quarter" : toMs - fromMs <= 45 * DAY_MS ? "hour" : "day";
const deniedOf = (q: string) => `${q} outcome:denied`.trim();

interface PointFacts {
  series: QuarterSeries;
  clock: ZoneClock;
  /** When the subject was first seen: weeks before tell nothing. */
  sinceMs: number;
  nowMs: number;
  isShare: boolean;
  q: string;
}

function pointMaker({ series, clock, sinceMs, nowMs, isShare, q }: PointFacts): (bucket: Span) => SeriesPoint {
  return (bucket) => {
    const { events, denials } = sumOf(series, bucket);
    const weeks = Array.from({ length: WEEKS }, (_, i) => clock.weeksBefore(bucket, i + 1))
      .filter(({ fromMs }) => fromMs >= sinceMs)
      .map((week) => sumOf(series, week));
    const value = isShare ? (events === 0 ? 0 : (100 * denials) / events) : events;
    const expected = isShare
      ? shareBand(
          weeks.map((week) => ({ part: week.denials, events: week.events })),
          events,
        )
      : countBand(weeks.map((week) => week.events));
    const isPartial = bucket.toMs > nowMs;
    return {
      at: new Date(bucket.fromMs).toISOString(),
      minutes: (bucket.toMs - bucket.fromMs) / 60_000,
      ...{ value, events, denied: denials, expected, place: placeOf(value, expected, isPartial), isPartial },
      link: linkOf(isShare ? deniedOf(q) : q, bucket),
    };
  };
}

function placeOf(value: number, expected: SeriesPoint["expected"], isPartial: boolean): SeriesPoint["place"] {
  if (!expected) return "unknown";
  if (value > expected.high) return "above";
  return value < expected.low && !isPartial ? "below" : "within";
}

const arithmeticOf = (bucket: BucketKind, isShare: boolean): Series["arithmetic"] => [
  {
    label: "usual",
    value: `median of the same ${bucket === "day" ? "weekday" : `${bucket} of the week`} in the ${WEEKS} weeks before`,
    note: `by the clock of the zone; nothing is usual before ${WEEKS_MIN} weeks`,
  },
  {
    label: "spread",
    value: "1.4826 × median deviation from it",
    note: isShare ? "at least √(p × (1 − p) ÷ events), p the share of those weeks" : "at least √ of the median, or 1",
  },
  { label: "band", value: `usual ± ${WIDTH} × spread`, note: "not below 0" },
];

const ENTITY_TYPES = { actor: "actor", origin: "origin", action: "action", category: "category" } as const;
const MARKS_MAX = 200;

/** Alerts whose last event lies in the range. */
async function marksOf(
  context: TenantContext,
  kind: SubjectKind,
  { value }: Counted,
  { fromMs, toMs }: Span,
): Promise<Pick<Series, "marks" | "hasMoreMarks">> {
  if (!context.permissions.has("alerts.read")) return { marks: null, hasMoreMarks: false };
  if (kind === "country") return { marks: [], hasMoreMarks: false };
  const entityType =
    kind === "denied_share" ? (value === "" ? undefined : "actor") : kind === "tenant" ? undefined : ENTITY_TYPES[kind];
  const { alerts, next } = await listAlerts(context, {
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    limit: MARKS_MAX,
    ...(entityType ? { entityType, entityId: value } : {}),
    ...(kind === "denied_share" ? { source: "denied_spike" as const } : {}),
  });
  const marks = alerts.map(({ id, lastAt, title, severity, score, source }) => ({
    ...{ alertId: id, at: lastAt, title, severity, score, detector: source },
  }));
  return { marks, hasMoreMarks: next !== null };
}
