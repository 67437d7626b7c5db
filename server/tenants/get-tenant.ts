import { inTenant, type TenantContext } from "../access/index.ts";
import { readLimits } from "./read-limits.ts";
import {
  type BusinessHours,
  businessHours,
  type Holiday,
  holidays,
  type LIMITS_DEFAULT,
  type TenantSecurity,
} from "./schemas.ts";

export interface TenantSettings {
  id: string;
  slug: string;
  name: string;
  timeZone: string;
  createdAt: string;
  businessHours: BusinessHours;
  holidays: Holiday[];
  security: TenantSecurity;
  /** What there is of each thing that is limited, and the most there may be. */
  limits: Record<keyof typeof LIMITS_DEFAULT, { most: number; used: number | null }>;
  /** Members without a second factor: who would be kept out if it were required. */
  membersWithoutSecondFactor: number;
}

/** The tenant's settings as the settings page shows them. */
export async function getTenant(context: TenantContext): Promise<TenantSettings> {
  return inTenant(context, "tenant.read", async (tx) => {
    const tenantId = tx.tenantId;
    const row = await tx.db.tenant.findUniqueOrThrow({ where: { id: tenantId } });
    const limits = await readLimits(tx);
    const members = await tx.db.membership.count({ where: { tenantId } });
    const roles = await tx.db.role.count({ where: { tenantId, system: false } });
    const keys = await tx.db.provisioningKey.count({ where: { tenantId, revokedAt: null } });
    const [{ without }] = (await tx.run<{ without: bigint }>(
      `SELECT count(*) AS without FROM membership m
        WHERE m.tenant_id = $1::uuid
          AND NOT EXISTS (SELECT FROM second_factor f WHERE f.person_id = m.person_id AND f.confirmed_at IS NOT NULL)`,
      [tenantId],
    )) as [{ without: bigint }];
    return {
      id: row.id,
      slug: row.slug,
      name: row.name,
      timeZone: row.timeZone,
      createdAt: row.createdAt.toISOString(),
      businessHours: businessHours.parse(row.businessHours),
      holidays: holidays.parse(row.holidays),
      security: {
        secondFactorRequired: row.secondFactorRequired,
        sessionIdleMinutes: row.sessionIdleMinutes,
        sessionHours: row.sessionHours,
      },
      limits: {
        members: { most: limits.members, used: members },
        roles: { most: limits.roles, used: roles },
        keys: { most: limits.keys, used: keys },
        keyDays: { most: limits.keyDays, used: null },
      },
      membersWithoutSecondFactor: Number(without),
    };
  });
}
