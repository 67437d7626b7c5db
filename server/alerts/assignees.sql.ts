import { permissionsOfRole, type TenantTransaction } from "../access/index.ts";
import { isEverything, viewOf } from "../query/index.ts";

export interface Assignee {
  id: string;
  name: string;
}

interface Row {
  id: string;
  name: string;
  role: string;
  permissions: string[];
  scope: unknown;
  masks: string[] | null;
}

/** Members who may see alerts, by name; or the one of `personId`. Over membership_pkey, role_pkey and person_pkey; no lock. */
export async function readAssignees(tx: TenantTransaction, personId?: string): Promise<Assignee[]> {
  const rows = await tx.run<Row>(
    `SELECT p.id, p.name, m.role, r.permissions, r.scope, r.masks
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
    .map(({ id, name }) => ({ id, name }));
}
