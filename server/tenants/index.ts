export { type CreateTenantInput, createTenant } from "./create-tenant.ts";
export { expireIdempotencyKeys } from "./expire-idempotency-keys.ts";
export { getTenant, type TenantSettings } from "./get-tenant.ts";
export { isSuspended } from "./is-suspended.ts";
export { ensurePartitions, type LedgerState, listLedgers } from "./list-ledgers.ts";
export { readLimits } from "./read-limits.ts";
export {
  type BusinessHours,
  type Holiday,
  LIMITS_DEFAULT,
  type TenantLimits,
  type TenantSecurity,
  type TenantUpdate,
  tenantLimits,
  tenantName,
  tenantSecurity,
  tenantSlug,
  tenantUpdate,
  timeZone,
  WEEKDAYS,
  type Weekday,
} from "./schemas.ts";
export { updateTenant, updateTenantSecurity } from "./update-tenant.ts";
export { zoneOf } from "./zone-of.ts";
