export { type AccountTransaction, inAccount } from "./account-door.ts";
export { changesBetween } from "./changes.ts";
export {
  type Bar,
  type Caller,
  type KeyUse,
  type RequestOrigin,
  systemContext,
  type TenantContext,
} from "./context.ts";
export { copyRows } from "./copy-rows.ts";
export { COUNTED_MS, countUse, endLongUse, type LongUse, recordLongUses } from "./count-use.ts";
export { CONFIRMED_MS_MAX, demandConfirmation, demandPermission, inTenant, type TenantTransaction } from "./door.ts";
export { keyQuery } from "./key-db.ts";
export { keyUseNotes, NEEDS_KEY } from "./key-use.ts";
export { PERMISSION_GROUPS, type PermissionText } from "./permission-catalog.ts";
export {
  KEY_KINDS,
  type KeyKind,
  KIND_PERMISSIONS,
  PERMISSIONS,
  type Permission,
  permissionsOfKey,
  permissionsOfRole,
  ROLE_PERMISSIONS,
  ROLE_RIGHTS,
  type RolePermission,
  SYSTEM_ROLES,
  type SystemRole,
} from "./permissions.ts";
export { recordCollapsed } from "./record-collapsed.ts";
export { systemCall, systemQuery, systemValue } from "./system-db.ts";
export { TRAIL_ACTIONS, type TrailAction } from "./trail-actions.ts";
export { type TrailDetails, trailDraft } from "./trail-draft.ts";
export { demandWholeView } from "./whole-view.ts";
