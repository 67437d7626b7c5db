import {
  inTenant,
  type Permission,
  permissionsOfRole,
  SYSTEM_ROLES,
  type SystemRole,
  type TenantContext,
} from "../access/index.ts";
import { AppError } from "../errors.ts";
import { viewOf } from "../query/index.ts";
import { demandGrantable, SYSTEM_ROLE_TEXTS, viewWords } from "../roles/index.ts";

/** A role to choose from. */
export interface AssignableRole {
  name: string;
  system: boolean;
  description: string;
  permissions: Permission[];
  /** Its scope and masks in words. */
  sees: string;
  /** Why the caller cannot give it to anybody; absent when they can. */
  refusal?: string;
}

/** The tenant's roles, system roles first, each with whether the caller may give it to others. */
export async function listAssignableRoles(context: TenantContext): Promise<AssignableRole[]> {
  return inTenant(context, "members.read", async (tx) => {
    const rows = await tx.db.role.findMany({ where: { tenantId: tx.tenantId }, orderBy: { name: "asc" } });
    const rank = (name: string) => (SYSTEM_ROLES as readonly string[]).indexOf(name);
    return rows
      .sort((a, b) => (a.system && b.system ? rank(a.name) - rank(b.name) : Number(b.system) - Number(a.system)))
      .map(({ name, system, description, permissions, scope, masks }) => {
        const grant = { permissions: permissionsOfRole(name, permissions), view: viewOf(scope, masks) };
        const refusal = refusalOf(() => demandGrantable(grant, context, "This role"));
        return {
          name,
          system,
          description: system ? SYSTEM_ROLE_TEXTS[name as SystemRole] : description,
          permissions: [...grant.permissions],
          sees: viewWords(grant.view),
          ...(refusal === undefined ? {} : { refusal }),
        };
      });
  });
}

function refusalOf(demand: () => void): string | undefined {
  try {
    demand();
    return undefined;
  } catch (error) {
    if (error instanceof AppError) return error.message;
    throw error;
  }
}
