import { systemContext, type TenantContext } from "../access/index.ts";

/** Sealtrail itself at work on a tenant's channels; it reads no event. */
export const upkeepOf = (tenantId: string): TenantContext => systemContext(tenantId, "channels", ["channels.manage"]);
