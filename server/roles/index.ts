export { createRole } from "./create-role.ts";
export { deleteRole } from "./delete-role.ts";
export { demandGrantable } from "./demand-grantable.ts";
export { type Access, type AccessBar, type AccessRight, describeAccess } from "./describe-access.ts";
export { type FoundRole, findRole } from "./find-role.ts";
export { getRole, type RoleDetail, type RoleMember } from "./get-role.ts";
export { getRoleView } from "./get-role-view.ts";
export { asHeldNow } from "./held-now.ts";
export { listRoles } from "./list-roles.ts";
export { type Role, viewOfInput } from "./read-role.ts";
export {
  type RoleInput,
  type RoleUpdate,
  roleInput,
  roleUpdate,
  roleViewInput,
} from "./schemas.ts";
export { SYSTEM_ROLE_TEXTS } from "./system-roles.ts";
export { updateRole } from "./update-role.ts";
export { viewWords } from "./view-words.ts";
