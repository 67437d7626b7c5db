import { inTenant, systemContext } from "../access/index.ts";
import { runtime } from "../runtime.ts";

const KEPT_DAYS = 7;

/** Forgets the tenant's Idempotency-Keys older than a week; external ids are kept for ever. Over the index (tenant_id, created_at). */
export async function expireIdempotencyKeys(tenantId: string): Promise<number> {
  return inTenant(systemContext(tenantId, "upkeep", ["events.append"]), "events.append", async (tx) => {
    const before = new Date(runtime().clock.now().getTime() - KEPT_DAYS * 86_400_000);
    const { count } = await tx.db.idempotency.deleteMany({ where: { tenantId, createdAt: { lt: before } } });
    return count;
  });
}
