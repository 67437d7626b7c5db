export { type CreateTenantInput, createTenant } from "./create-tenant.ts";
export { ensurePartitions, type LedgerState, listLedgers } from "./list-ledgers.ts";
