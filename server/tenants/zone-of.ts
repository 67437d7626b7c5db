import type { TenantTransaction } from "../access/index.ts";

/** IANA name of the zone whose clock the tenant goes by. */
export async function zoneOf(tx: TenantTransaction): Promise<string> {
  const tenant = await tx.db.tenant.findUniqueOrThrow({ where: { id: tx.tenantId }, select: { timeZone: true } });
  return tenant.timeZone;
}
