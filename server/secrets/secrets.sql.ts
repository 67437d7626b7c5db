import type { TenantTransaction } from "../access/index.ts";
import {
  READER_COLUMNS,
  readerOf,
  SECRET_COLUMNS,
  type SecretReaderRow,
  type SecretRow,
  secretRowOf,
} from "../rollups/index.ts";
import type { SECRET_FILTERS, SECRET_SORTS, SecretPolicy } from "./schemas.ts";
import type { PERIOD_SOURCES } from "./secret.ts";

/** A secret with its period; times are milliseconds since 1970. */
export interface DueSecret extends SecretRow {
  outside: number;
  days: number | null;
  source: (typeof PERIOD_SOURCES)[number];
  since: "rotation" | "creation" | "first seen";
  sinceMs: number;
  dueMs: number | null;
}

/** Secrets that are due within so many days are due soon. */
export const SOON_DAYS = 14;

/**
 * The secrets that are there, each with the period that holds: its own, else what the log said, else that of its environment, of its type, or the
 * default. One that nobody reads is not due, unless the policy includes such. $1 tenant, $2 policy, $3 now. A secret that was deleted and not used since
 * is not there. By the primary key of the tenant's secrets, of
 * which 10,000 are kept; no lock.
 */
const DUE = `
  known AS (
    SELECT s.*, o.rotation_days AS own_days, o.secret_id IS NOT NULL AS has_own, GREATEST(s.last_rotated_at, s.created_at) AS begun_at
      FROM secret_target s LEFT JOIN secret_override o ON o.tenant_id = s.tenant_id AND o.secret_id = s.id
     WHERE s.tenant_id = $1::uuid AND s.is_named
       AND (s.deleted_at IS NULL OR s.deleted_at < GREATEST(s.last_rotated_at, s.created_at, s.last_read_at))),
  held AS (
    SELECT k.*, COALESCE(begun_at, first_at) AS since_at,
      CASE WHEN begun_at IS NULL THEN 'first seen' WHEN begun_at = last_rotated_at THEN 'rotation' ELSE 'creation' END AS since,
      CASE WHEN has_own THEN 'secret' WHEN ($2::jsonb ->> 'followsLog')::boolean AND stated_days IS NOT NULL THEN 'log'
           WHEN ($2::jsonb -> 'byEnvironment') ? COALESCE(environment, '') THEN 'environment' WHEN ($2::jsonb -> 'byType') ? type THEN 'type'
           ELSE 'default' END AS source
      FROM known k),
  due AS (
    SELECT h.*, p.days,
           CASE WHEN ($2::jsonb ->> 'includesUnused')::boolean OR last_read_at > $3::timestamptz - make_interval(hours => 24 * ($2::jsonb ->> 'unusedDays')::int)
                THEN since_at + make_interval(hours => 24 * p.days) END AS due_at,
           floor(extract(epoch FROM $3::timestamptz - COALESCE(last_read_at, created_at, first_at)) / 86400)::int AS unused_days
      FROM held h CROSS JOIN LATERAL (SELECT CASE source WHEN 'secret' THEN own_days WHEN 'log' THEN stated_days
        WHEN 'environment' THEN ($2::jsonb -> 'byEnvironment' ->> environment)::int WHEN 'type' THEN ($2::jsonb -> 'byType' ->> type)::int
        ELSE ($2::jsonb ->> 'defaultDays')::int END AS days) p)`;

const FILTERS: Record<(typeof SECRET_FILTERS)[number], string> = {
  all: "true",
  overdue: "s.due_at <= $3::timestamptz",
  soon: `s.due_at > $3::timestamptz AND s.due_at <= $3::timestamptz + interval '${SOON_DAYS} days'`,
  unused: "s.unused_days >= ($2::jsonb ->> 'unusedDays')::int",
  outside: "s.outside > 0",
  never_rotated: "s.rotations = 0",
};
const NAME = "lower(COALESCE(s.name, s.target_id))";
const SORTS: Record<(typeof SECRET_SORTS)[number], string> = {
  due: `s.due_at ASC NULLS LAST, ${NAME}`,
  name: NAME,
  last_read: `s.last_read_at DESC NULLS LAST, ${NAME}`,
  reads: `s.reads DESC, ${NAME}`,
  readers: `s.people + s.services DESC, ${NAME}`,
};
const COLUMNS = `${SECRET_COLUMNS}, s.outside, s.days, s.source, s.since, (extract(epoch FROM s.since_at) * 1000)::bigint AS "sinceMs",
  (extract(epoch FROM s.due_at) * 1000)::bigint AS "dueMs"`;

type Stored = Parameters<typeof secretRowOf>[0];
const dueOf = (row: Stored) => secretRowOf(row) as DueSecret;

export interface SecretsOf {
  policy: SecretPolicy;
  now: Date;
}

export interface SecretSelection extends SecretsOf {
  filter: (typeof SECRET_FILTERS)[number];
  sort: (typeof SECRET_SORTS)[number];
  text: string;
  environment: string | undefined;
  offset: number;
  limit: number;
}

export async function selectSecrets(tx: TenantTransaction, selection: SecretSelection): Promise<DueSecret[]> {
  const { policy, now, filter, sort, text, environment, offset, limit } = selection;
  const rows = await tx.run<Stored>(
    `WITH ${DUE} SELECT ${COLUMNS} FROM due s
      WHERE ${FILTERS[filter]} AND ($4 = '' OR strpos(lower(s.target_id || ' ' || COALESCE(s.name, '')), lower($4)) > 0)
        AND ($5::text IS NULL OR s.environment = $5)
      ORDER BY ${SORTS[sort]}, s.id LIMIT $6::int OFFSET $7::int`,
    [tx.tenantId, JSON.stringify(policy), now, text, environment?.toLowerCase() ?? null, limit, offset],
  );
  return rows.map(dueOf);
}

/** Those that are due before an instant, the longest overdue first. */
export async function selectDue(
  tx: TenantTransaction,
  { policy, now }: SecretsOf,
  before: Date,
  limit: number,
): Promise<DueSecret[]> {
  const rows = await tx.run<Stored>(
    `WITH ${DUE} SELECT ${COLUMNS} FROM due s WHERE s.due_at < $4::timestamptz ORDER BY s.due_at, s.id LIMIT $5::int`,
    [tx.tenantId, JSON.stringify(policy), now, before, limit],
  );
  return rows.map(dueOf);
}

/** One secret by its id, a deleted one too, unless no event named it. */
export async function findSecret(tx: TenantTransaction, of: SecretsOf, id: string): Promise<DueSecret | undefined> {
  const rows = await tx.run<Stored>(
    `WITH ${DUE.replace("AND (s.deleted_at IS NULL OR", "AND s.id = $4::uuid AND (true OR")} SELECT ${COLUMNS} FROM due s`,
    [tx.tenantId, JSON.stringify(of.policy), of.now, id],
  );
  return rows[0] && dueOf(rows[0]);
}

export type SecretCounts = Record<(typeof SECRET_FILTERS)[number], number>;

export async function countSecrets(tx: TenantTransaction, { policy, now }: SecretsOf): Promise<SecretCounts> {
  const counts = Object.entries(FILTERS).map(
    ([name, condition]) => `count(*) FILTER (WHERE ${condition}) AS "${name}"`,
  );
  const rows = await tx.run<Record<keyof SecretCounts, bigint>>(`WITH ${DUE} SELECT ${counts.join(", ")} FROM due s`, [
    tx.tenantId,
    JSON.stringify(policy),
    now,
  ]);
  return Object.fromEntries(Object.entries(rows[0]!).map(([name, count]) => [name, Number(count)])) as SecretCounts;
}

/** Events elsewhere that make an identity one of elsewhere, and the share of what it does here that still does. */
export const ELSEWHERE_MIN = 20;
export const HERE_SHARE_MAX = 0.05;

/**
 * Readers with what they do in the secret's environment, this secret's reads aside, and in others; $2 are the guarded environments, $3 one secret or NULL. What actors
 * do where is read once, over the beginning of the primary key of rollup_value, and joined by a hash: as a look-up for each reader it would be a scan
 * for each, since under row-level security no index serves a comparison with a joined text.
 */
const READERS = `SELECT ${READER_COLUMNS}, COALESCE(e.here, 0)::bigint AS here, COALESCE(e.elsewhere, 0)::bigint AS elsewhere, COALESCE(e.environments, '{}') AS environments,
    COALESCE(r.actor_id <> '' AND s.environment = ANY ($2::text[]) AND e.elsewhere >= ${ELSEWHERE_MIN}
      AND e.here <= ${HERE_SHARE_MAX} * (e.here + e.elsewhere), false) AS "isOutside"
  FROM secret_target s JOIN secret_reader r ON r.tenant_id = s.tenant_id AND r.secret_id = s.id
  LEFT JOIN (
    SELECT x.secret_id, x.actor_type, x.actor_id,
           GREATEST(0, COALESCE(sum(a.n) FILTER (WHERE a.env = t.environment), 0) - max(x.reads)) AS here,
           COALESCE(sum(a.n) FILTER (WHERE a.env <> t.environment), 0) AS elsewhere,
           array_agg(a.env ORDER BY a.n DESC, a.env) FILTER (WHERE a.env <> t.environment) AS environments
      FROM secret_reader x JOIN secret_target t ON t.tenant_id = x.tenant_id AND t.id = x.secret_id
      JOIN (SELECT left(v.value, -1 - length(v.env)) AS actor_id, v.env, v.events AS n
              FROM (SELECT value, events, reverse(split_part(reverse(value), chr(10), 1)) AS env FROM rollup_value
                     WHERE tenant_id = $1::uuid AND kind = 'actor.env' OFFSET 0) v) a ON a.actor_id = x.actor_id
     WHERE x.tenant_id = $1::uuid AND ($3::uuid IS NULL OR x.secret_id = $3::uuid)
     GROUP BY x.secret_id, x.actor_type, x.actor_id) e
    ON e.secret_id = r.secret_id AND e.actor_type = r.actor_type AND e.actor_id = r.actor_id
  WHERE s.tenant_id = $1::uuid AND ($3::uuid IS NULL OR s.id = $3::uuid)`;

export interface ReaderOf extends SecretReaderRow {
  here: number;
  elsewhere: number;
  environments: string[];
  isOutside: boolean;
}

export async function listReaders(
  tx: TenantTransaction,
  { guardedEnvironments }: SecretPolicy,
  secretId: string,
  limit: number,
): Promise<ReaderOf[]> {
  const read = () =>
    tx.run<
      Parameters<typeof readerOf>[0] & { here: bigint; elsewhere: bigint; environments: string[]; isOutside: boolean }
    >(`${READERS} ORDER BY r.last_at DESC, r.actor_type, r.actor_id LIMIT $4::int`, [
      tx.tenantId,
      guardedEnvironments,
      secretId,
      limit,
    ]);
  const rows = await withoutLoops(tx, read);
  return rows.map(({ here, elsewhere, environments, isOutside, ...row }) => ({
    ...readerOf(row),
    ...{ here: Number(here), elsewhere: Number(elsewhere), environments, isOutside },
  }));
}

/**
 * Reads or writes with joins by hash or merge alone: before there are statistics of new tables the planner takes them for small, and goes through one of
 * them anew for each row of the other.
 */
async function withoutLoops<T>(tx: TenantTransaction, work: () => Promise<T>): Promise<T> {
  await tx.run("SELECT set_config('enable_nestloop', 'off', true)", []);
  const result = await work();
  await tx.run("SELECT set_config('enable_nestloop', 'on', true)", []);
  return result;
}

/** Reckons anew how many readers of each secret are outside its environment. */
export async function countOutside(tx: TenantTransaction, { guardedEnvironments }: SecretPolicy): Promise<void> {
  const update = () =>
    tx.run(
      `UPDATE secret_target t SET outside = c.outside
       FROM (SELECT s.id, COALESCE(o.n, 0) AS outside FROM secret_target s
               LEFT JOIN (SELECT "secretId" AS id, count(*)::int AS n FROM (${READERS}) q WHERE q."isOutside" GROUP BY 1) o ON o.id = s.id
              WHERE s.tenant_id = $1::uuid) c
      WHERE t.tenant_id = $1::uuid AND t.id = c.id AND t.outside <> c.outside`,
      [tx.tenantId, guardedEnvironments, null],
    );
  await withoutLoops(tx, update);
}
