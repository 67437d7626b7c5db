import { inTenant, type TenantContext } from "../access/index.ts";
import { parseInput } from "../parse-input.ts";
import { asHeldNow, demandGrantable, findRole } from "../roles/index.ts";
import { demandAnotherOwner, demandMember, demandReach, targetOf } from "./demand-member.ts";
import { lockMembers, type Member } from "./members.sql.ts";
import { type RoleInput, roleInput } from "./schemas.ts";

/**
 * Gives a member another role, in force at once. AppError `forbidden` when the new or the present role is beyond the caller's own,
 * `conflict` for the last owner. A role that the member has already changes nothing.
 */
export async function changeMemberRole(context: TenantContext, input: RoleInput): Promise<Member> {
  const { personId, role } = parseInput(roleInput, input);
  return inTenant(context, "members.update", async (tx) => {
    await lockMembers(tx);
    const member = await demandMember(tx, personId);
    const wanted = await findRole(tx, role);
    if (member.role === wanted.name) {
      // Whatever a key asks is in the trail, also when there was nothing to do.
      if (context.caller.type === "key") tx.recordRead("member.viewed", { targets: [targetOf(member)] });
      return member;
    }
    const grantor = await asHeldNow(tx, context);
    await demandReach(tx, grantor, member);
    demandGrantable(wanted, grantor, `The role ${wanted.name}`);
    await demandAnotherOwner(tx, member, "get another role");
    await tx.db.membership.update({
      where: { tenantId_personId: { tenantId: tx.tenantId, personId } },
      data: { role: wanted.name },
    });
    tx.record("member.role_changed", {
      targets: [targetOf(member)],
      changes: [{ field: "role", before: member.role, after: wanted.name }],
    });
    return { ...member, role: wanted.name };
  });
}
