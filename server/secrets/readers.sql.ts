import type { TenantTransaction } from "../access/index.ts";
import { READER_COLUMNS, readerOf, type SecretReaderRow } from "../rollups/index.ts";
import type { SecretPolicy } from "./schemas.ts";

/** Events elsewhere that make an identity one of elsewhere, and the share of what it does here that still does. */
const ELSEWHERE_MIN = 20;
const HERE_SHARE_MAX = 0.05;

/**
 * Readers with what they do in the secret's environment, the reads of this secret there aside, and in others; $2 are the guarded environments, $3 one
 * secret or NULL. What actors do where is read once, over the beginning of the primary key of rollup_value, and joined by a hash: as a look-up for each reader it would be a scan
 * for each, since under row-level security no index serves a comparison with a joined text.
 */
const READERS = `SELECT ${READER_COLUMNS}, COALESCE(e.here, 0)::bigint AS here, COALESCE(e.elsewhere, 0)::bigint AS elsewhere, COALESCE(e.environments, '{}') AS environments,
    COALESCE(r.actor_id <> '' AND s.environment = ANY ($2::text[]) AND e.elsewhere >= ${ELSEWHERE_MIN}
      AND e.here <= ${HERE_SHARE_MAX} * (e.here + e.elsewhere), false) AS "isOutside"
  FROM secret_target s JOIN secret_reader r ON r.tenant_id = s.tenant_id AND r.secret_id = s.id
  LEFT JOIN (
    SELECT x.secret_id, x.actor_type, x.actor_id,
           GREATEST(0, COALESCE(sum(a.n) FILTER (WHERE a.env = t.environment), 0) - max(COALESCE((x.reads_in ->> t.environment)::bigint, 0))) AS here,
           COALESCE(sum(a.n) FILTER (WHERE a.env <> t.environment), 0) AS elsewhere,
           array_agg(a.env ORDER BY a.n DESC, a.env) FILTER (WHERE a.env <> t.environment) AS environments
      FROM secret_reader x JOIN secret_target t ON t.tenant_id = x.tenant_id AND t.id = x.secret_id
      JOIN (SELECT split_part(value, chr(10), 1) AS actor_type, split_part(value, chr(10), 2) AS actor_id, split_part(value, chr(10), 3) AS env, events AS n
              FROM rollup_value WHERE tenant_id = $1::uuid AND kind = 'actor.env' OFFSET 0) a ON a.actor_type = x.actor_type AND a.actor_id = x.actor_id
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

/** A secret whose number of readers outside is another than is stored. */
export interface OutsideChange {
  id: string;
  outside: number;
}

/** Reckons how many readers of each secret are outside its environment, and gives those of which the number has changed. No lock. */
export async function findOutsideChanges(
  tx: TenantTransaction,
  { guardedEnvironments }: SecretPolicy,
): Promise<OutsideChange[]> {
  const find = () =>
    tx.run<OutsideChange>(
      `SELECT s.id, COALESCE(o.n, 0) AS outside FROM secret_target s
         LEFT JOIN (SELECT "secretId" AS id, count(*)::int AS n FROM (${READERS}) q WHERE q."isOutside" GROUP BY 1) o ON o.id = s.id
        WHERE s.tenant_id = $1::uuid AND s.outside <> COALESCE(o.n, 0)`,
      [tx.tenantId, guardedEnvironments, null],
    );
  return withoutLoops(tx, find);
}

/** Stores these numbers. For the holder of the cursor of the counts, who alone writes the rows. */
export async function storeOutside(tx: TenantTransaction, changes: readonly OutsideChange[]): Promise<void> {
  if (changes.length === 0) return;
  await tx.run(
    `UPDATE secret_target t SET outside = c.outside FROM unnest($2::uuid[], $3::int[]) AS c(id, outside) WHERE t.tenant_id = $1::uuid AND t.id = c.id`,
    [tx.tenantId, changes.map(({ id }) => id), changes.map(({ outside }) => outside)],
  );
}

/** How many secrets have readers outside, as stored: none after counts were made anew, until they are reckoned. */
export async function countOutside(tx: TenantTransaction): Promise<number> {
  const rows = await tx.run<{ secrets: number }>(
    "SELECT count(*)::int AS secrets FROM secret_target WHERE tenant_id = $1::uuid AND outside > 0",
    [tx.tenantId],
  );
  return rows[0]!.secrets;
}
