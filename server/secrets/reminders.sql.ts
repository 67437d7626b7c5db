import type { TenantTransaction } from "../access/index.ts";
import { DAY_MS } from "../rollups/index.ts";
import type { DueSecret } from "./secrets.sql.ts";

export interface Reminder {
  secretId: string;
  dueAt: Date;
}

/** Notes that alerts are raised of what is due, whether or not they were once before. */
export async function storeReminders(tx: TenantTransaction, due: readonly DueSecret[], now: Date): Promise<void> {
  await tx.run(
    `INSERT INTO secret_reminder (tenant_id, secret_id, due_at, raised_at)
     SELECT $1::uuid, r.secret_id, r.due_at::timestamptz, $4::timestamptz FROM unnest($2::uuid[], $3::text[]) AS r(secret_id, due_at)
     ON CONFLICT (tenant_id, secret_id, due_at) DO UPDATE SET raised_at = excluded.raised_at, settled_at = NULL`,
    [tx.tenantId, due.map(({ id }) => id), due.map(({ dueMs }) => new Date(dueMs!).toISOString()), now],
  );
}

/**
 * When secrets that nobody had read for so many days were read again, or for the first time; those that were read all along are left out. By the quarter
 * of an hour in which it was. Over the primary key of rollup_day by value; no lock.
 */
export async function readAgainSince(
  tx: TenantTransaction,
  secretIds: readonly string[],
  { now, unusedDays }: { now: Date; unusedDays: number },
): Promise<Map<string, number>> {
  const cut = new Date(now.getTime() - unusedDays * DAY_MS);
  const rows = await tx.run<{ id: string; again: Date }>(
    `SELECT r.id, r.again FROM (
       SELECT q.value AS id, min(q.at) FILTER (WHERE q.at > $3::timestamptz) AS again, max(q.at) FILTER (WHERE q.at <= $3::timestamptz) AS before
         FROM (SELECT d.value, (d.day + make_interval(mins => 15 * quarter)) AT TIME ZONE 'UTC' AS at
                 FROM rollup_day d CROSS JOIN LATERAL unnest(d.quarters) AS quarter
                WHERE d.tenant_id = $1::uuid AND d.kind = 'secret' AND d.value = ANY ($2::text[]) AND d.day >= ($4::text)::date) q
        GROUP BY q.value) r
      WHERE r.again IS NOT NULL AND (r.before IS NULL OR r.before <= r.again - make_interval(hours => 24 * $5::int))`,
    [tx.tenantId, secretIds, cut, new Date(cut.getTime() - unusedDays * DAY_MS).toISOString().slice(0, 10), unusedDays],
  );
  return new Map(rows.map(({ id, again }) => [id, again.getTime()]));
}
