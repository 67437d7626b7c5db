import { type Permission, permissionsOfRole, type TenantTransaction } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { type View, viewOf } from "../query/index.ts";

/** A role with what it allows and shows. */
export interface FoundRole {
  name: string;
  system: boolean;
  permissions: ReadonlySet<Permission>;
  view: View;
}

/** The tenant's role of this name; AppError `not_found` without one. */
export async function findRole(tx: TenantTransaction, name: string): Promise<FoundRole> {
  const row = await findRoleRow(tx, name);
  return {
    name: row.name,
    system: row.system,
    permissions: permissionsOfRole(row.name, row.permissions),
    view: viewOf(row.scope, row.masks),
  };
}

/** The row of one of the tenant's own roles; AppError `forbidden` for a system role, which cannot be `what`. */
export async function findCustomRole(tx: TenantTransaction, name: string, what: "changed" | "deleted") {
  const row = await findRoleRow(tx, name);
  if (row.system)
    throw new AppError("forbidden", `${name} is a system role, which cannot be ${what}: copy it and change the copy.`, {
      fields: [{ path: "role", message: "is a system role" }],
    });
  return row;
}

/** The row of a role; AppError `not_found` without one. */
export async function findRoleRow(tx: TenantTransaction, name: string) {
  const row = await seekRoleRow(tx, name);
  if (!row) throw new AppError("not_found", "There is no such role.");
  return row;
}

/** The row of a role, or null. */
export async function seekRoleRow(tx: TenantTransaction, name: string) {
  // PostgreSQL has no text with a NUL character, and would fail rather than find nothing.
  if (name.includes("\0")) return null;
  return tx.db.role.findUnique({ where: { tenantId_name: { tenantId: tx.tenantId, name } } });
}
