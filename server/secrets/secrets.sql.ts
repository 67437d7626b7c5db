import type { TenantTransaction } from "../access/index.ts";
import { SECRET_COLUMNS, type SecretRow, secretRowOf } from "../rollups/index.ts";
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

/** A secret that was deleted and not used since is not there. */
const IS_THERE = "(s.deleted_at IS NULL OR s.deleted_at < GREATEST(s.last_rotated_at, s.created_at, s.last_read_at))";

/**
 * Some secrets, each with the period that holds: its own, else what the log said, else that of its environment, of its type, or the default. One that
 * nobody reads is not due, unless the policy includes such. $1 tenant, $2 policy, $3 now. By the primary key of the tenant's secrets, of which 10,000
 * are kept, and as many that no event has named; no lock.
 */
const dueAmong = (condition: string) => `
  known AS (
    SELECT s.*, o.rotation_days AS own_days, o.secret_id IS NOT NULL AS has_own, GREATEST(s.last_rotated_at, s.created_at) AS begun_at
      FROM secret_target s LEFT JOIN secret_override o ON o.tenant_id = s.tenant_id AND o.secret_id = s.id
     WHERE s.tenant_id = $1::uuid AND s.is_named AND ${condition}),
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
const DUE = dueAmong(IS_THERE);
const DUE_ONE = dueAmong("s.id = $4::uuid");

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

/** Found by part of an id or name, whatever its case, and in the environment: $4 and $5. */
const FOUND = `($4::text = '' OR strpos(lower(s.target_id || ' ' || COALESCE(s.name, '')), lower($4)) > 0) AND ($5::text IS NULL OR s.environment = $5)`;

export async function selectSecrets(tx: TenantTransaction, selection: SecretSelection): Promise<DueSecret[]> {
  const { policy, now, filter, sort, text, environment, offset, limit } = selection;
  const rows = await tx.run<Stored>(
    `WITH ${DUE} SELECT ${COLUMNS} FROM due s
      WHERE ${FILTERS[filter]} AND ${FOUND}
      ORDER BY ${SORTS[sort]}, s.id LIMIT $6::int OFFSET $7::int`,
    [tx.tenantId, JSON.stringify(policy), now, text, environment?.toLowerCase() ?? null, limit, offset],
  );
  return rows.map(dueOf);
}

/** Those that are due before an instant, the longest overdue first; with `after`, only those that were not due then. */
export async function selectDue(
  tx: TenantTransaction,
  { policy, now, after = null }: SecretsOf & { after?: Date | null },
  before: Date,
  limit: number,
): Promise<DueSecret[]> {
  const rows = await tx.run<Stored>(
    `WITH ${DUE} SELECT ${COLUMNS} FROM due s WHERE s.due_at < $4::timestamptz AND ($6::timestamptz IS NULL OR s.due_at > $6) ORDER BY s.due_at, s.id LIMIT $5::int`,
    [tx.tenantId, JSON.stringify(policy), now, before, limit, after],
  );
  return rows.map(dueOf);
}

/** One secret by its id, a deleted one too, unless no event named it. */
export async function findSecret(tx: TenantTransaction, of: SecretsOf, id: string): Promise<DueSecret | undefined> {
  const rows = await tx.run<Stored>(`WITH ${DUE_ONE} SELECT ${COLUMNS} FROM due s`, [
    tx.tenantId,
    JSON.stringify(of.policy),
    of.now,
    id,
  ]);
  return rows[0] && dueOf(rows[0]);
}

export type SecretCounts = Record<(typeof SECRET_FILTERS)[number], number>;

/** How many of the secrets that a search finds fit each filter, and how many there are in all. */
export async function countSecrets(
  tx: TenantTransaction,
  { policy, now, text = "", environment }: SecretsOf & Partial<Pick<SecretSelection, "text" | "environment">>,
): Promise<{ counts: SecretCounts; total: number }> {
  const columns = Object.entries(FILTERS).map(
    ([name, condition]) => `count(*) FILTER (WHERE s.found AND ${condition}) AS "${name}"`,
  );
  const rows = await tx.run<Record<keyof SecretCounts | "total", bigint>>(
    `WITH ${DUE} SELECT count(*) AS total, ${columns.join(", ")} FROM (SELECT s.*, ${FOUND} AS found FROM due s) s`,
    [tx.tenantId, JSON.stringify(policy), now, text, environment?.toLowerCase() ?? null],
  );
  const { total, ...counts } = rows[0]!;
  return {
    total: Number(total),
    counts: Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, Number(count)])) as SecretCounts,
  };
}
