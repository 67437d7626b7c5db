import { inTenant, PERMISSION_GROUPS, type TenantContext, type TenantTransaction } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { findRoleRow } from "./find-role.ts";
import type { RoleMember } from "./get-role.ts";
import { type Role, roleOf } from "./read-role.ts";

/** What keeps a member out of the tenant for now, and when that ends. */
export interface AccessBar {
  bar: "suspended" | "second_factor";
  message: string;
}

/** One right with where it comes from; `from` is null for a right that is not held. */
export interface AccessRight {
  name: string;
  label: string;
  description: string;
  from: string | null;
}

/** What a person, or whoever has a role, may do and see. While there is a bar, none of it is in effect. */
export interface Access {
  person: RoleMember | null;
  role: Role;
  groups: { name: string; rights: AccessRight[] }[];
  bars: AccessBar[];
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The effective rights, scope and bars of a member, or those that a role gives. How many events that shows is for previewView to say. */
export async function describeAccess(
  context: TenantContext,
  of: { personId: string } | { role: string },
): Promise<Access> {
  return inTenant(context, "personId" in of ? "members.read" : "roles.read", async (tx) => {
    const member = "personId" in of ? await findMember(tx, of.personId) : null;
    const role = roleOf(await findRoleRow(tx, member?.role ?? ("role" in of ? of.role : "")));
    const from = `${role.system ? "system role" : "role"} ${role.name}`;
    const held = new Set<string>(role.permissions);
    tx.recordRead("role.viewed", {
      targets: [
        { type: "role", id: role.name, name: role.name },
        ...(member ? [{ type: "person", id: member.person.id, name: member.person.name }] : []),
      ],
    });
    return {
      person: member?.person ?? null,
      role,
      groups: PERMISSION_GROUPS.map(({ name, permissions }) => ({
        name,
        rights: permissions.map((right) => ({ ...right, from: held.has(right.name) ? from : null })),
      })),
      bars: member ? await barsOf(tx, member.person.id) : [],
    };
  });
}

async function findMember(tx: TenantTransaction, personId: string): Promise<{ person: RoleMember; role: string }> {
  const found = UUID.test(personId)
    ? await tx.db.membership.findUnique({
        where: { tenantId_personId: { tenantId: tx.tenantId, personId } },
        select: { role: true, person: { select: { id: true, name: true, email: true } } },
      })
    : null;
  if (!found) throw new AppError("not_found", "There is no such member.");
  return found;
}

async function barsOf(tx: TenantTransaction, personId: string): Promise<AccessBar[]> {
  const tenant = await tx.db.tenant.findUniqueOrThrow({
    where: { id: tx.tenantId },
    select: { suspendedAt: true, secondFactorRequired: true },
  });
  // Primary key of second_factor.
  const factors = await tx.run<{ found: boolean }>(
    "SELECT true AS found FROM second_factor WHERE person_id = $1::uuid AND confirmed_at IS NOT NULL",
    [personId],
  );
  const bars: AccessBar[] = [];
  if (tenant.suspendedAt)
    bars.push({
      bar: "suspended",
      message: "The tenant is suspended: nobody has access until an operator resumes it.",
    });
  if (tenant.secondFactorRequired && factors.length === 0)
    bars.push({
      bar: "second_factor",
      message: "The tenant asks for a second factor, and this person has none: no access until one is added.",
    });
  return bars;
}
