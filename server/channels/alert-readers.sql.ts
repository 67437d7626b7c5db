import { permissionsOfRole, type TenantTransaction } from "../access/index.ts";
import { isEverything, viewOf } from "../query/index.ts";

/** A member who may read alerts. */
export interface AlertReader {
  id: string;
  name: string;
  email: string;
}

interface Row extends AlertReader {
  role: string;
  permissions: string[];
  scope: unknown;
  masks: string[] | null;
}

/**
 * Members who may read alerts, by name: by their role, and seeing every event whole; or the one of `personId`. Over membership_pkey from the tenant
 * on, then one look-up each in person_pkey and role_pkey; no lock.
 */
export async function readAlertReaders(tx: TenantTransaction, personId?: string): Promise<AlertReader[]> {
  const rows = await tx.run<Row>(
    `SELECT p.id, p.name, p.email, m.role, r.permissions, r.scope, r.masks
       FROM membership m JOIN person p ON p.id = m.person_id JOIN role r ON r.tenant_id = m.tenant_id AND r.name = m.role
      WHERE m.tenant_id = $1::uuid AND ($2::text IS NULL OR m.person_id::text = $2::text)
      ORDER BY lower(p.name), p.id`,
    [tx.tenantId, personId ?? null],
  );
  return rows
    .filter(
      ({ role, permissions, scope, masks }) =>
        permissionsOfRole(role, permissions).has("alerts.read") && isEverything(viewOf(scope, masks)),
    )
    .map(({ id, name, email }) => ({ id, name, email }));
}
