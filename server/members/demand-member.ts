import type { TenantContext, TenantTransaction } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { demandGrantable, findRole } from "../roles/index.ts";
import { type Member, readMembers } from "./members.sql.ts";

export const targetOf = (member: Pick<Member, "personId" | "name" | "email">) => ({
  type: "person",
  id: member.personId,
  name: member.name,
  metadata: { email: member.email },
});

/** The member; AppError `not_found`, for another tenant's people as for nobody. */
export async function demandMember(tx: TenantTransaction, personId: string): Promise<Member> {
  // PostgreSQL has no text with a NUL character, and would fail rather than find nothing.
  const [member] = personId.includes("\0") ? [] : await readMembers(tx, personId);
  if (!member) throw new AppError("not_found", "There is no such member.");
  return member;
}

/** Nobody changes or removes somebody who may do or see more than they: AppError `forbidden`. */
export async function demandReach(tx: TenantTransaction, context: TenantContext, member: Member): Promise<void> {
  const held = await findRole(tx, member.role);
  try {
    demandGrantable(held, context, `The role ${held.name}`);
  } catch (cause) {
    throw new AppError(
      "forbidden",
      `${member.name} may do or see more than you as ${member.role}: only somebody who may do as much can change that.`,
      { cause, fields: [{ path: "personId", message: "has a role beyond your own" }] },
    );
  }
}

/** The last owner stays one: AppError `conflict`. The caller holds the lock of lockMembers. `what` is what would have been done. */
export async function demandAnotherOwner(tx: TenantTransaction, member: Member, what: string): Promise<void> {
  if (member.role !== "owner") return;
  const others = await tx.db.membership.count({
    where: { tenantId: tx.tenantId, role: "owner", personId: { not: member.personId } },
  });
  if (others > 0) return;
  throw new AppError(
    "conflict",
    `${member.name} is the last owner and cannot ${what}: make somebody else owner first.`,
    {
      fields: [{ path: "role", message: "is the last owner" }],
    },
  );
}
