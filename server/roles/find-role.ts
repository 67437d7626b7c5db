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
  const row = await tx.db.role.findUnique({ where: { tenantId_name: { tenantId: tx.tenantId, name } } });
  if (!row) throw new AppError("not_found", "There is no such role.");
  return {
    name: row.name,
    system: row.system,
    permissions: permissionsOfRole(row.name, row.permissions),
    view: viewOf(row.scope, row.masks),
  };
}
