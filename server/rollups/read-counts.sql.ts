import type { TenantTransaction } from "../access/index.ts";
import { ALL_TIME } from "./count-events.ts";
import { type KnownValue, knownOf, numbers, VALUE_COLUMNS, type ValueRow } from "./day-counts.sql.ts";
import { dayOf, quarterOf } from "./day-counts.ts";
import { QUARTER_MS, type Span } from "./link.ts";

/** How many events, by outcome where it is not success. */
export interface OutcomeCounts {
  events: number;
  failures: number;
  denials: number;
  unknowns: number;
}

export interface ValueCounts extends OutcomeCounts {
  kind: string;
  value: string;
}

/** The counts of one value, quarter of an hour by quarter: index 0 begins at `span.fromMs`. */
export interface QuarterSeries {
  span: Span;
  events: Int32Array;
  failures: Int32Array;
  denials: Int32Array;
  unknowns: Int32Array;
}

/**
 * What of the rows of rollup_day lies within a span, as kind, value and e, f, n, u: the whole of the days within, of the first and the last day the
 * quarters. The parameters $2 to $5 are first and last day, first quarter of the first day, and the quarter before which the last day ends. The
 * condition is on `d`.
 */
const parts = (condition: string) => `(
    SELECT d.kind, d.value, d.events AS e, d.failures AS f, d.denials AS n, d.unknowns AS u
      FROM rollup_day d WHERE d.tenant_id = $1::uuid AND d.day > $2::date AND d.day < $3::date AND ${condition}
    UNION ALL
    SELECT d.kind, d.value, p.e, p.f, p.n, p.u
      FROM rollup_day d CROSS JOIN LATERAL unnest(d.quarters, d.events_at, d.failures_at, d.denials_at, d.unknowns_at) AS p(q, e, f, n, u)
     WHERE d.tenant_id = $1::uuid AND d.day IN ($2::date, $3::date) AND ${condition}
       AND (d.day > $2::date OR p.q >= $4::int) AND (d.day < $3::date OR p.q < $5::int)) AS part`;
const SUMS = `COALESCE(sum(part.e), 0)::bigint AS events, COALESCE(sum(part.f), 0)::bigint AS failures,
  COALESCE(sum(part.n), 0)::bigint AS denials, COALESCE(sum(part.u), 0)::bigint AS unknowns`;

const spanParameters = ({ fromMs, toMs }: Span) => [
  dayOf(fromMs),
  dayOf(toMs - QUARTER_MS),
  quarterOf(fromMs),
  quarterOf(toMs - QUARTER_MS) + 1,
];

type CountRow<T> = T & Record<keyof OutcomeCounts, bigint>;
const countsOf = <T extends object>(row: CountRow<T>): T & OutcomeCounts => ({
  ...row,
  events: Number(row.events),
  failures: Number(row.failures),
  denials: Number(row.denials),
  unknowns: Number(row.unknowns),
});

/** One value among the most frequent of its group, or among those most often denied: the actors are one group, whatever their type; else a kind is one. */
export interface RankedCounts extends OutcomeCounts {
  group: string;
  value: string;
  /** Of several the last by name. */
  kind: string;
  /** Values of the group that there are events of. */
  different: number;
}

export interface Ranking {
  byEvents: RankedCounts[];
  /** Only those with denials. */
  byDenials: RankedCounts[];
}

/**
 * The most frequent values of the kinds within the span, and those most often denied, by group. Over the index by day: costs the values of its days; at
 * 1,000 actors a day 27 ms for 30 days. Each list by its own LIMIT, since window functions over all values took twelve more.
 */
export async function rankValues(
  tx: TenantTransaction,
  { kinds, span, limit }: { kinds: readonly string[]; span: Span; limit: number },
): Promise<Ranking> {
  const rows = await tx.run<
    CountRow<Omit<RankedCounts, keyof OutcomeCounts | "different">> & { is_by_denials: boolean; different: bigint }
  >(
    `WITH one AS (
       SELECT part.kind, part.value, ${SUMS} FROM ${parts("d.kind = ANY ($6::text[])")} GROUP BY part.kind, part.value),
     grouped AS MATERIALIZED (
       SELECT CASE WHEN kind LIKE 'actor.%' THEN 'actor' ELSE kind END AS "group", value, max(kind) AS kind, sum(events)::bigint AS events,
              sum(failures)::bigint AS failures, sum(denials)::bigint AS denials, sum(unknowns)::bigint AS unknowns FROM one GROUP BY 1, 2)
     SELECT r.*, g.different FROM (SELECT "group", count(*) AS different FROM grouped GROUP BY 1) g CROSS JOIN LATERAL (
       (SELECT false AS is_by_denials, o.* FROM grouped o WHERE o."group" = g."group" ORDER BY events DESC, value LIMIT $7::int)
       UNION ALL
       (SELECT true, o.* FROM grouped o WHERE o."group" = g."group" AND denials > 0 ORDER BY denials DESC, events DESC, value LIMIT $7::int)) r`,
    [tx.tenantId, ...spanParameters(span), kinds, limit],
  );
  const ranked = rows.map(({ is_by_denials, different, ...row }) => ({
    isByDenials: is_by_denials,
    counts: { ...countsOf(row), different: Number(different) },
  }));
  const list = (isByDenials: boolean, place: "events" | "denials") =>
    ranked
      .filter((one) => one.isByDenials === isByDenials)
      .map(({ counts }) => counts)
      .sort((a, b) => b[place] - a[place] || b.events - a.events || (a.value < b.value ? -1 : 1));
  return { byEvents: list(false, "events"), byDenials: list(true, "denials") };
}

/** How many different values of each kind there are within the span. Over the index by day: costs the values of its days. The quarters of a day ascend. */
export async function countDifferent(
  tx: TenantTransaction,
  kinds: readonly string[],
  span: Span,
): Promise<Map<string, number>> {
  const rows = await tx.run<{ kind: string; different: bigint }>(
    `SELECT kind, count(*) AS different FROM (
       SELECT DISTINCT d.kind, d.value FROM rollup_day d
        WHERE d.tenant_id = $1::uuid AND d.day BETWEEN $2::date AND $3::date AND d.kind = ANY ($6::text[])
          AND (d.day > $2::date OR d.quarters[cardinality(d.quarters)] >= $4::int) AND (d.day < $3::date OR d.quarters[1] < $5::int)
          AND ($2::date < $3::date OR EXISTS (SELECT FROM unnest(d.quarters) q WHERE q >= $4::int AND q < $5::int))) v
      GROUP BY kind`,
    [tx.tenantId, ...spanParameters(span), kinds],
  );
  return new Map(rows.map(({ kind, different }) => [kind, Number(different)]));
}

/** The counts of some values within the span; those without events are left out. Over the primary key. */
export async function sumValues(
  tx: TenantTransaction,
  { kinds, values, span }: { kinds: readonly string[]; values: readonly string[]; span: Span },
): Promise<ValueCounts[]> {
  if (values.length === 0) return [];
  const rows = await tx.run<CountRow<{ kind: string; value: string }>>(
    `SELECT part.kind, part.value, ${SUMS} FROM ${parts("d.kind = ANY ($6::text[]) AND d.value = ANY ($7::text[])")} GROUP BY part.kind, part.value`,
    [tx.tenantId, ...spanParameters(span), kinds, values],
  );
  return rows.map(countsOf);
}

/** One value quarter by quarter, several kinds added up (an actor of several types). Over the primary key: a row a day with events. */
export async function readSeries(
  tx: TenantTransaction,
  { kinds, value, span }: { kinds: readonly string[]; value: string; span: Span },
): Promise<QuarterSeries> {
  const rows = await tx.run<Record<"day" | "q" | "e" | "f" | "d" | "u", string>>(
    `SELECT d.day::text AS day, array_to_string(d.quarters, ',') AS q, array_to_string(d.events_at, ',') AS e, array_to_string(d.failures_at, ',') AS f,
            array_to_string(d.denials_at, ',') AS d, array_to_string(d.unknowns_at, ',') AS u
       FROM rollup_day d WHERE d.tenant_id = $1::uuid AND d.kind = ANY ($4::text[]) AND d.value = $5 AND d.day BETWEEN $2::date AND $3::date`,
    [tx.tenantId, dayOf(span.fromMs), dayOf(span.toMs - QUARTER_MS), kinds, value],
  );
  const series = emptySeries(span);
  const lists = [series.events, series.failures, series.denials, series.unknowns];
  for (const row of rows) {
    const first = (Date.parse(row.day) - span.fromMs) / QUARTER_MS;
    const columns = [row.e, row.f, row.d, row.u].map(numbers);
    for (const [i, quarter] of numbers(row.q).entries()) {
      const at = first + quarter;
      if (at < 0 || at >= series.events.length) continue;
      for (const [place, list] of lists.entries()) list[at]! += columns[place]![i] ?? 0;
    }
  }
  return series;
}

export function emptySeries(span: Span): QuarterSeries {
  const list = () => new Int32Array((span.toMs - span.fromMs) / QUARTER_MS);
  return { span, events: list(), failures: list(), denials: list(), unknowns: list() };
}

/** The sum of a part of a series; what lies outside of it counts as nothing. */
export function sumOf({ span, ...lists }: QuarterSeries, { fromMs, toMs }: Span): OutcomeCounts {
  const from = Math.max(0, (fromMs - span.fromMs) / QUARTER_MS);
  const to = Math.min(lists.events.length, (toMs - span.fromMs) / QUARTER_MS);
  const sum = (list: Int32Array) => {
    let total = 0;
    for (let at = from; at < to; at++) total += list[at]!;
    return total;
  };
  return {
    events: sum(lists.events),
    failures: sum(lists.failures),
    denials: sum(lists.denials),
    unknowns: sum(lists.unknowns),
  };
}

/** Of which of these kinds values were let go on a day that the span touches, or of those of all time. Over the partial index of such days. */
export async function hasLetGo(
  tx: TenantTransaction,
  kinds: readonly string[],
  span: Span | null,
): Promise<Set<string>> {
  const [from, to] = span ? [dayOf(span.fromMs), dayOf(span.toMs - QUARTER_MS)] : [ALL_TIME, ALL_TIME];
  const rows = await tx.run<{ kind: string }>(
    `SELECT DISTINCT r.kind FROM rollup_room r WHERE r.tenant_id = $1::uuid AND r.kind = ANY ($2::text[]) AND r.let_go > 0
        AND r.day BETWEEN $3::date AND $4::date`,
    [tx.tenantId, kinds, from, to],
  );
  return new Set(rows.map(({ kind }) => kind));
}

/**
 * How many values of each kind there are within a span that lasts until the present: those seen last within it, and those of the few seen last after
 * it that were seen within it too, for which the days are asked (`isByDay`). Over the beginning of the primary key of rollup_value, of which a kind has 100,000 at most.
 */
export async function countActive(
  tx: TenantTransaction,
  kinds: readonly string[],
  span: Span,
): Promise<{ active: Map<string, number>; isByDay: boolean }> {
  const rows = await tx.run<{ kind: string; active: bigint; later: string[] }>(
    `SELECT v.kind, count(*) FILTER (WHERE v.last_at < $4::timestamptz) AS active,
            COALESCE(array_agg(v.value) FILTER (WHERE v.last_at >= $4::timestamptz AND v.first_at < $4::timestamptz), '{}') AS later
       FROM rollup_value v WHERE v.tenant_id = $1::uuid AND v.kind = ANY ($2::text[]) AND v.last_at >= $3::timestamptz GROUP BY v.kind`,
    [tx.tenantId, kinds, new Date(span.fromMs), new Date(span.toMs)],
  );
  const active = new Map<string, number>();
  for (const { kind, active: count, later } of rows)
    active.set(kind, Number(count) + (await sumValues(tx, { kinds: [kind], values: later, span })).length);
  return { active, isByDay: rows.some(({ later }) => later.length > 0) };
}

/** What is known of values of all time. Over the primary key. */
export async function findValues(
  tx: TenantTransaction,
  kinds: readonly string[],
  values: readonly string[],
): Promise<KnownValue[]> {
  if (values.length === 0) return [];
  const rows = await tx.run<ValueRow>(
    `SELECT ${VALUE_COLUMNS} FROM rollup_value v WHERE v.tenant_id = $1::uuid AND v.kind = ANY ($2::text[]) AND v.value = ANY ($3::text[])`,
    [tx.tenantId, kinds, values],
  );
  return rows.map(knownOf);
}

/** All values of a kind, those seen last first. Over the primary key; for kinds that have few. */
export async function listValues(
  tx: TenantTransaction,
  { kind, limit, seenLast = {} }: { kind: string; limit: number; seenLast?: { from?: Date; before?: Date } },
): Promise<KnownValue[]> {
  const rows = await tx.run<ValueRow>(
    `SELECT ${VALUE_COLUMNS} FROM rollup_value v WHERE v.tenant_id = $1::uuid AND v.kind = $2 AND v.last_at >= COALESCE($4::timestamptz, '-infinity')
        AND v.last_at < COALESCE($5::timestamptz, 'infinity') ORDER BY v.last_at DESC, v.value LIMIT $3::int`,
    [tx.tenantId, kind, limit, seenLast.from ?? null, seenLast.before ?? null],
  );
  return rows.map(knownOf);
}

/** How many values of the kinds were seen for the first time ever within the span, and the newest of them. Over the index by first sighting. */
export async function listNewValues(
  tx: TenantTransaction,
  { kinds, span, limit }: { kinds: readonly string[]; span: Span; limit: number },
): Promise<{ count: number; values: KnownValue[] }> {
  const rows = await tx.run<ValueRow & { count: bigint }>(
    `WITH fresh AS (
       SELECT DISTINCT ON (v.value) ${VALUE_COLUMNS} FROM rollup_value v
        WHERE v.tenant_id = $1::uuid AND v.kind = ANY ($2::text[]) AND v.first_at >= $3::timestamptz AND v.first_at < $4::timestamptz
          AND NOT EXISTS (SELECT FROM rollup_value o WHERE o.tenant_id = $1::uuid AND o.kind = ANY ($2::text[]) AND o.value = v.value AND o.first_at < $3::timestamptz)
        ORDER BY v.value, v.first_at)
     SELECT *, count(*) OVER () AS count FROM fresh ORDER BY first_at DESC, value LIMIT $5::int`,
    [tx.tenantId, kinds, new Date(span.fromMs), new Date(span.toMs), limit],
  );
  return { count: Number(rows[0]?.count ?? 0), values: rows.map(({ count: _, ...row }) => knownOf(row)) };
}

/** The day of the oldest event, of UTC; undefined before there is one. By the beginning of the index by day. */
export async function readFirstDay(tx: TenantTransaction): Promise<number | undefined> {
  const rows = await tx.run<{ day: string | null }>(
    "SELECT min(day)::text AS day FROM rollup_day WHERE tenant_id = $1::uuid",
    [tx.tenantId],
  );
  const day = rows[0]?.day;
  return day ? Date.parse(day) : undefined;
}

/** A place with its counts and with what is known of it of all time. */
export interface PlaceCounts {
  value: string;
  events: number;
  /** Null where it is not kept. */
  denials: number | null;
  known: KnownValue;
}

/** The places of everybody by events within the span, and how many there are. Over the index by day. */
export async function rankPlaces(
  tx: TenantTransaction,
  span: Span,
  limit: number,
): Promise<{ places: PlaceCounts[]; different: number }> {
  const rows = await tx.run<CountRow<ValueRow> & { different: bigint; own: bigint }>(
    `WITH one AS (SELECT part.kind, part.value, ${SUMS} FROM ${parts("d.kind = 'place'")} GROUP BY part.kind, part.value)
     SELECT o.kind, o.value, o.events AS own, o.failures, o.denials, o.unknowns, count(*) OVER () AS different,
            v.events, v.first_at, v.last_at, v.name, v.lat, v.lon
       FROM one o JOIN rollup_value v ON v.tenant_id = $1::uuid AND v.kind = o.kind AND v.value = o.value
      ORDER BY o.events DESC, o.value LIMIT $6::int`,
    [tx.tenantId, ...spanParameters(span), limit],
  );
  const places = rows.map((row) => ({
    ...{ value: row.value, events: Number(row.own), denials: Number(row.denials) },
    known: knownOf(row),
  }));
  return { places, different: Number(rows[0]?.different ?? 0) };
}

/** The places of one actor of all time, by events. Over the primary key of rollup_value, by the beginning of the value. */
export async function placesOfActor(
  tx: TenantTransaction,
  actorId: string,
  limit: number,
): Promise<{ places: PlaceCounts[]; different: number }> {
  const rows = await tx.run<ValueRow & { different: bigint }>(
    `SELECT ${VALUE_COLUMNS}, count(*) OVER () AS different FROM rollup_value v
      WHERE v.tenant_id = $1::uuid AND v.kind = 'place.actor' AND v.value >= $2 || chr(10) AND v.value < $2 || chr(11)
      ORDER BY v.events DESC, v.value LIMIT $3::int`,
    [tx.tenantId, actorId, limit],
  );
  const places = rows.map((row) => {
    const known = knownOf(row);
    return { value: known.value, events: known.events, denials: null, known };
  });
  return { places, different: Number(rows[0]?.different ?? 0) };
}
