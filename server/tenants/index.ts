export { type CreateTenantInput, createTenant } from "./create-tenant.ts";
export { expireIdempotencyKeys } from "./expire-idempotency-keys.ts";
export { isSuspended } from "./is-suspended.ts";
export { ensurePartitions, type LedgerState, listLedgers } from "./list-ledgers.ts";
