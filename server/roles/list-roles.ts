import { inTenant, SYSTEM_ROLES, type TenantContext } from "../access/index.ts";
import { runtime } from "../runtime.ts";
import { type Role, roleOf } from "./read-role.ts";
import { readUse } from "./roles.sql.ts";

/** Every role of the tenant: the system roles from owner to viewer, then its own by name. */
export async function listRoles(context: TenantContext): Promise<Role[]> {
  return inTenant(context, "roles.read", async (tx) => {
    const rows = await tx.db.role.findMany({ where: { tenantId: tx.tenantId } });
    const use = await readUse(tx, runtime().clock.now());
    tx.recordRead("roles.listed", { metadata: { rows: rows.length } });
    const place = ({ name, system }: Role) =>
      system ? (SYSTEM_ROLES as readonly string[]).indexOf(name) : SYSTEM_ROLES.length;
    return rows
      .map((row) => roleOf(row, use.get(row.name)))
      .sort((a, b) => place(a) - place(b) || a.name.localeCompare(b.name, "en"));
  });
}
