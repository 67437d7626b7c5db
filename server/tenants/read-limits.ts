import type { TenantTransaction } from "../access/index.ts";
import { LIMITS_DEFAULT, tenantLimits } from "./schemas.ts";

/** The limits of the tenant: what operators set over the defaults. */
export async function readLimits(tx: TenantTransaction): Promise<Record<keyof typeof LIMITS_DEFAULT, number>> {
  const { limits } = await tx.db.tenant.findUniqueOrThrow({ where: { id: tx.tenantId }, select: { limits: true } });
  const set = tenantLimits.parse(limits);
  return { ...LIMITS_DEFAULT, ...Object.fromEntries(Object.entries(set).filter(([, most]) => most !== undefined)) };
}
