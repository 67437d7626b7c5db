import { inTenant, type TenantContext } from "../access/index.ts";
import { runtime } from "../runtime.ts";
import { findRoleRow, seekRoleRow } from "./find-role.ts";
import { type Role, roleOf, stateOf } from "./read-role.ts";
import { readUse } from "./roles.sql.ts";

export interface RoleMember {
  id: string;
  name: string;
  email: string;
}

/** A role with who has it; `memberList` is null for a caller who may not see members, else the first 200 by name. */
export interface RoleDetail extends Role {
  /** The role that it was copied from, if that is still there. */
  base: Pick<Role, "name" | "permissions"> | null;
  memberList: RoleMember[] | null;
}

const MEMBERS_LISTED_MAX = 200;

/** One role by its name; AppError `not_found` without one. */
export async function getRole(context: TenantContext, name: string): Promise<RoleDetail> {
  return inTenant(context, "roles.read", async (tx) => {
    const row = await findRoleRow(tx, name);
    const use = await readUse(tx, runtime().clock.now());
    const mayList = context.permissions.has("members.read");
    const members = mayList
      ? await tx.db.membership.findMany({
          where: { tenantId: tx.tenantId, role: name },
          select: { person: { select: { id: true, name: true, email: true } } },
          orderBy: { person: { name: "asc" } },
          take: MEMBERS_LISTED_MAX,
        })
      : null;
    const base = row.copiedFrom === null ? null : await seekRoleRow(tx, row.copiedFrom);
    tx.recordRead("role.viewed", { targets: [{ type: "role", id: name, name }] });
    return {
      ...roleOf(row, use.get(name)),
      base: base && { name: base.name, permissions: stateOf(base).permissions },
      memberList: members?.map(({ person }) => person) ?? null,
    };
  });
}
