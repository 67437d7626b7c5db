import type { TenantTransaction } from "../access/index.ts";
import type { SecretPolicy } from "./schemas.ts";

/** What holds before a tenant says otherwise. */
export const SECRET_POLICY_DEFAULT: SecretPolicy = {
  defaultDays: 90,
  byType: {},
  byEnvironment: {},
  unusedDays: 90,
  includesUnused: false,
  guardedEnvironments: ["prod", "production", "live"],
  followsLog: true,
  alerts: true,
  types: [],
  actions: [],
};

export interface StoredPolicy {
  policy: SecretPolicy;
  updatedAt: Date | null;
}

export async function readPolicy(tx: TenantTransaction): Promise<StoredPolicy> {
  const row = await tx.db.secretPolicy.findUnique({ where: { tenantId: tx.tenantId } });
  const stored = (row?.policy ?? {}) as Partial<SecretPolicy>;
  return { policy: { ...SECRET_POLICY_DEFAULT, ...stored }, updatedAt: row?.updatedAt ?? null };
}
