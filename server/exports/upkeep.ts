import { systemContext, type TenantContext } from "../access/index.ts";

/** Sealtrail itself at work on a tenant's exports: it may see to every one of them, and reads no event. */
export const upkeepOf = (tenantId: string): TenantContext => systemContext(tenantId, "exports", ["exports.manage"]);
