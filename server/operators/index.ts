export { type InviteOwnerInput, inviteOwner, inviteOwnerInput } from "./invite-owner.ts";
export { findTenant, listTenants, type TenantNumbers } from "./list-tenants.ts";
export { type OpenTenantInput, openTenant, openTenantInput } from "./open-tenant.ts";
export { type OperatorContext, operatorIn, operatorOf } from "./operator.ts";
export { resumeTenant, setTenantLimits, suspendTenant } from "./suspend-tenant.ts";
