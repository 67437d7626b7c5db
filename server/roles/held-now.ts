import { permissionsOfRole, type TenantContext, type TenantTransaction } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { viewOf } from "../query/index.ts";
import { seekRoleRow } from "./find-role.ts";
import { lockRoles } from "./roles.sql.ts";

/**
 * The context with what its caller may hand on and sees by now. It takes the lock of lockRoles, under which roles and members change: whoever
 * loses a right while its request is on the way, or while a key is still remembered, must not restore it. AppError `forbidden` for a
 * caller without a role by now.
 */
export async function asHeldNow(tx: TenantTransaction, context: TenantContext): Promise<TenantContext> {
  const { caller } = context;
  // Sealtrail itself and operators have no role in the tenant.
  if (caller.type === "system" || context.role === undefined) return context;
  await lockRoles(tx);
  const name = await roleNow(tx, caller);
  const row = name === undefined ? null : await seekRoleRow(tx, name);
  if (!row) throw new AppError("forbidden", "Your access was taken away just now: nothing was changed.");
  const grantable = permissionsOfRole(row.name, row.permissions);
  return { ...context, grantable, role: row.name, view: viewOf(row.scope, row.masks) };
}

async function roleNow(
  { db, tenantId }: TenantTransaction,
  { type, id }: TenantContext["caller"],
): Promise<string | undefined> {
  const row =
    type === "user"
      ? await db.membership.findUnique({ where: { tenantId_personId: { tenantId, personId: id } } })
      : await db.provisioningKey.findFirst({ where: { tenantId, id, revokedAt: null } });
  return row?.role;
}
