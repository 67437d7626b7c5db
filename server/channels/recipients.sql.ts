import { permissionsOfRole, type TenantTransaction } from "../access/index.ts";
import { isEverything, type MaskPath, type Scope, viewOf } from "../query/index.ts";

interface Row {
  email: string;
  role: string;
  permissions: string[] | null;
  scope: Scope | null;
  masks: MaskPath[] | null;
}

/**
 * The addresses, in lower case, of members who may read alerts: by their role, and seeing every event whole. Over membership_pkey from the
 * tenant on, then one look-up each in person_pkey and role_pkey. Locks nothing.
 */
export async function readersOfAlerts(tx: TenantTransaction): Promise<Set<string>> {
  const rows = await tx.run<Row>(
    `SELECT p.email, m.role, r.permissions, r.scope, r.masks
       FROM membership m JOIN person p ON p.id = m.person_id LEFT JOIN role r ON r.tenant_id = m.tenant_id AND r.name = m.role
      WHERE m.tenant_id = $1::uuid`,
    [tx.tenantId],
  );
  const readers = rows.filter(
    ({ role, permissions, scope, masks }) =>
      permissionsOfRole(role, permissions).has("alerts.read") && isEverything(viewOf(scope, masks ?? [])),
  );
  return new Set(readers.map(({ email }) => email.toLowerCase()));
}
