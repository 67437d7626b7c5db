import type { TenantTransaction } from "../access/index.ts";
import type { Explanation } from "../findings/index.ts";

/** An alert of impossible travel, with where somebody was and where too soon afterwards. */
export interface Travel {
  alertId: string;
  actor: { id: string; name: string | null };
  title: string;
  severity: string;
  ends: [from: TravelPlace, to: TravelPlace];
}
export type TravelPlace = NonNullable<Explanation["places"]>[number];

/** Those whose last event lies from `from` on and before `to`, of everybody or of one actor, the latest first, at most `limit` and whether there are more. Over alert_last_idx. */
export async function readTravels(
  tx: TenantTransaction,
  { from, to, actorId, limit }: { from: Date; to: Date; actorId: string | undefined; limit: number },
): Promise<{ travels: Travel[]; hasMore: boolean }> {
  const rows = await tx.db.alert.findMany({
    where: {
      tenantId: tx.tenantId,
      detector: "impossible_travel",
      lastAt: { gte: from, lt: to },
      ...(actorId === undefined ? {} : { entityType: "actor", entityId: actorId }),
    },
    orderBy: [{ lastAt: "desc" }, { id: "desc" }],
    take: limit + 1,
    select: { id: true, entityId: true, entityName: true, title: true, severity: true, explanation: true },
  });
  const travels = rows
    .slice(0, limit)
    .flatMap(({ id, entityId, entityName, title, severity, explanation }): Travel[] => {
      const [first, second] = (explanation as unknown as Explanation).places ?? [];
      if (!first || !second) return [];
      return [{ alertId: id, actor: { id: entityId, name: entityName }, title, severity, ends: [first, second] }];
    });
  return { travels, hasMore: rows.length > limit };
}
