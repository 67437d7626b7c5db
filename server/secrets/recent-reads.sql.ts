import type { TenantTransaction } from "../access/index.ts";
import { DAY_MS, linkOf, type SecretRule } from "../rollups/index.ts";
import type { RecentReads } from "./secret.ts";
import type { DueSecret } from "./secrets.sql.ts";

const WEEK_DAYS = 7;
const WEEKS = 13;

/** Reads of some secrets in the last 13 weeks of UTC, today the last of their days. By the index of rollup_day by value; no lock. */
export async function recentReads(
  tx: TenantTransaction,
  secrets: readonly DueSecret[],
  { rule, nowMs }: { rule: SecretRule; nowMs: number },
): Promise<Map<string, RecentReads>> {
  const toMs = (Math.floor(nowMs / DAY_MS) + 1) * DAY_MS;
  const fromMs = toMs - WEEKS * WEEK_DAYS * DAY_MS;
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  const rows = await tx.run<{ value: string; week: number; reads: number }>(
    `SELECT d.value, ((d.day - $3::date) / ${WEEK_DAYS})::int AS week, sum(d.events)::int AS reads FROM rollup_day d
      WHERE d.tenant_id = $1::uuid AND d.kind = 'secret' AND d.value = ANY ($2::text[]) AND d.day >= $3::date AND d.day < $4::date GROUP BY 1, 2`,
    [tx.tenantId, secrets.map(({ id }) => id), day(fromMs), day(toMs)],
  );
  const recent = new Map<string, RecentReads>();
  for (const secret of secrets)
    recent.set(secret.id, {
      reads: 0,
      weeks: Array.from({ length: WEEKS }, () => 0),
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
