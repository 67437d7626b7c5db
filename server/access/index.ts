export { type Caller, type RequestOrigin, systemContext, type TenantContext } from "./context.ts";
export { inTenant, type TenantTransaction } from "./door.ts";
export {
  KEY_KINDS,
  type KeyKind,
  KIND_PERMISSIONS,
  PERMISSIONS,
  type Permission,
  permissionsOfKey,
  permissionsOfRole,
  ROLE_PERMISSIONS,
  SYSTEM_ROLES,
  type SystemRole,
} from "./permissions.ts";
export { systemCall, systemQuery, systemValue } from "./system-db.ts";
export { type TrailAction, type TrailDetails, trailDraft } from "./trail-draft.ts";
