import type { TenantTransaction } from "../access/index.ts";

/** The names of the rules that are there, by id. Primary key; no lock. */
export async function readRuleNames(tx: TenantTransaction, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.db.detectionRule.findMany({
    where: { tenantId: tx.tenantId, id: { in: [...new Set(ids)] } },
    select: { id: true, name: true },
  });
  return new Map(rows.map(({ id, name }) => [id, name]));
}
