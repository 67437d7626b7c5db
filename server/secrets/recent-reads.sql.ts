import type { TenantTransaction } from "../access/index.ts";
import { DAY_MS, linkOf, type SecretRow, type SecretRule, type Span } from "../rollups/index.ts";
import type { RecentReads } from "./secret.ts";
import type { DueSecret } from "./secrets.sql.ts";

const WEEK_DAYS = 7;
const WEEKS = 13;

const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);

/**
 * Those of these secrets with reads that may be of no day in a span: on a day of it more secrets were read than a day has room for, and this one has
 * none; or it was read in it before an event named it. Over the partial index of such days and the primary key of rollup_day by value; no lock.
 */
export async function withDaysLetGo(
  tx: TenantTransaction,
  secrets: readonly Pick<SecretRow, "id" | "isLowerBound" | "unnamedReadMs">[],
  { fromMs, toMs }: Span,
): Promise<Set<string>> {
  const rows = await tx.run<{ id: string }>(
    `SELECT DISTINCT v.id FROM rollup_room r CROSS JOIN unnest($2::text[]) AS v(id)
      WHERE r.tenant_id = $1::uuid AND r.kind = 'secret' AND r.let_go > 0 AND r.day BETWEEN $3::date AND $4::date
        AND NOT EXISTS (SELECT FROM rollup_day d WHERE d.tenant_id = $1::uuid AND d.kind = 'secret' AND d.value = v.id AND d.day = r.day)`,
    [tx.tenantId, secrets.map(({ id }) => id), dayOf(fromMs), dayOf(toMs - 1)],
  );
  const unnamed = secrets.filter(
    (one) => one.isLowerBound || (one.unnamedReadMs !== null && one.unnamedReadMs >= fromMs),
  );
  return new Set([...rows, ...unnamed].map(({ id }) => id));
}

/** Reads of some secrets in the last 13 weeks of UTC, today the last of their days. By the index of rollup_day by value; no lock. */
export async function recentReads(
  tx: TenantTransaction,
  secrets: readonly DueSecret[],
  { rule, nowMs }: { rule: SecretRule; nowMs: number },
): Promise<Map<string, RecentReads>> {
  const toMs = (Math.floor(nowMs / DAY_MS) + 1) * DAY_MS;
  const fromMs = toMs - WEEKS * WEEK_DAYS * DAY_MS;
  const bounded = await withDaysLetGo(tx, secrets, { fromMs, toMs });
  const rows = await tx.run<{ value: string; week: number; reads: number }>(
    `SELECT d.value, ((d.day - $3::date) / ${WEEK_DAYS})::int AS week, sum(d.events)::int AS reads FROM rollup_day d
      WHERE d.tenant_id = $1::uuid AND d.kind = 'secret' AND d.value = ANY ($2::text[]) AND d.day >= $3::date AND d.day < $4::date GROUP BY 1, 2`,
    [tx.tenantId, secrets.map(({ id }) => id), dayOf(fromMs), dayOf(toMs)],
  );
  const recent = new Map<string, RecentReads>();
  for (const secret of secrets)
    recent.set(secret.id, {
      reads: 0,
      weeks: Array.from({ length: WEEKS }, () => 0),
      isLowerBound: bounded.has(secret.id),
      link: linkOf(rule.queryFor(secret, "read"), { fromMs, toMs }),
    });
  for (const { value, week, reads } of rows) {
    const one = recent.get(value);
    if (!one) continue;
    one.reads += reads;
    one.weeks[week] = reads;
  }
  return recent;
}
