import type { RolePermission, TenantTransaction } from "../access/index.ts";
import type { MaskPath, Scope } from "../query/index.ts";

/** What a custom role holds. */
export interface RoleState {
  name: string;
  description: string;
  permissions: RolePermission[];
  scope: Scope | null;
  masks: MaskPath[];
}

/** Makes the changes of a tenant's roles one after another. Locks the tenant's row till the end, against its like only, not against readers. */
export async function lockRoles(tx: TenantTransaction): Promise<void> {
  // Primary key of tenant; NO KEY UPDATE leaves the foreign keys to it alone.
  await tx.run("SELECT id FROM tenant WHERE id = $1::uuid FOR NO KEY UPDATE", [tx.tenantId]);
}

export async function insertRole(
  tx: TenantTransaction,
  role: RoleState,
  copiedFrom: string | null,
  now: Date,
): Promise<void> {
  await tx.run(
    `INSERT INTO role (tenant_id, name, system, description, permissions, scope, masks, copied_from, updated_at)
     VALUES ($1::uuid, $2, false, $3, $4::text[], $5::jsonb, $6::text[], $7, $8::timestamptz)`,
    [tx.tenantId, role.name, role.description, role.permissions, jsonOf(role.scope), role.masks, copiedFrom, now],
  );
}

/** Over the primary key; a new name goes on to members, invitations and keys by their foreign keys, and to the roles copied from it. */
export async function rewriteRole(tx: TenantTransaction, name: string, role: RoleState, now: Date): Promise<void> {
  await tx.run(
    `UPDATE role SET name = $3, description = $4, permissions = $5::text[], scope = $6::jsonb, masks = $7::text[], updated_at = $8::timestamptz
      WHERE tenant_id = $1::uuid AND name = $2`,
    [tx.tenantId, name, role.name, role.description, role.permissions, jsonOf(role.scope), role.masks, now],
  );
  if (name !== role.name)
    await tx.db.role.updateMany({
      where: { tenantId: tx.tenantId, copiedFrom: name },
      data: { copiedFrom: role.name },
    });
}

const jsonOf = (scope: Scope | null) => (scope === null ? null : JSON.stringify(scope));

/** How many members, pending invitations and keys have a role. */
export interface RoleUse {
  members: number;
  invitations: number;
  keys: number;
}

/** The use of every role of the tenant that has any. Over the indexes (tenant_id, role) of the three tables. */
export async function readUse(tx: TenantTransaction, now: Date): Promise<Map<string, RoleUse>> {
  const rows = await tx.run<{ role: string; members: bigint; invitations: bigint; keys: bigint }>(
    `SELECT role, sum(members) AS members, sum(invitations) AS invitations, sum(keys) AS keys FROM (
       SELECT role, count(*) AS members, 0 AS invitations, 0 AS keys FROM membership WHERE tenant_id = $1::uuid GROUP BY role
       UNION ALL
       SELECT role, 0, count(*), 0 FROM invitation
        WHERE tenant_id = $1::uuid AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > $2::timestamptz GROUP BY role
       UNION ALL
       SELECT role, 0, 0, count(*) FROM provisioning_key WHERE tenant_id = $1::uuid GROUP BY role) AS uses
      GROUP BY role`,
    [tx.tenantId, now],
  );
  return new Map(
    rows.map(({ role, ...use }) => [
      role,
      { members: Number(use.members), invitations: Number(use.invitations), keys: Number(use.keys) },
    ]),
  );
}
