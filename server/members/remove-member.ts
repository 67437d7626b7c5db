import { demandConfirmation, inTenant, type TenantContext, type TenantTransaction } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { parseInput } from "../parse-input.ts";
import { asHeldNow } from "../roles/index.ts";
import { demandAnotherOwner, demandMember, demandReach, targetOf } from "./demand-member.ts";
import { lockMembers, type Member } from "./members.sql.ts";
import { type MemberInput, memberInput } from "./schemas.ts";

/**
 * Ends a membership: every right of the person in this tenant is gone with the next request. Account, sessions and other tenants stay.
 * AppError `forbidden` for somebody who may do more than the caller, `conflict` for the last owner.
 */
export async function removeMember(context: TenantContext, input: MemberInput): Promise<void> {
  const { personId } = parseInput(memberInput, input);
  await inTenant(context, "members.remove", (tx) => removeMemberIn(tx, context, personId));
}

/** The same within a transaction that does more. */
export async function removeMemberIn(tx: TenantTransaction, context: TenantContext, personId: string): Promise<void> {
  await lockMembers(tx);
  const member = await demandMember(tx, personId);
  await demandReach(tx, await asHeldNow(tx, context), member);
  await demandAnotherOwner(tx, member, "be removed");
  await endMembership(tx, member);
  tx.record("member.removed", { targets: [targetOf(member)], changes: [{ field: "role", before: member.role }] });
}

/** The caller leaves the tenant, after having proved itself anew; the last owner cannot (`conflict`). */
export async function leaveTenant(context: TenantContext): Promise<void> {
  await inTenant(context, "tenant.read", async (tx) => {
    if (context.caller.type !== "user") throw new AppError("invalid", "Only a person can leave a tenant.");
    demandConfirmation(context);
    await lockMembers(tx);
    const member = await demandMember(tx, context.caller.id);
    await demandAnotherOwner(tx, member, "leave");
    await endMembership(tx, member);
    tx.record("member.left", { targets: [targetOf(member)], changes: [{ field: "role", before: member.role }] });
  });
}

async function endMembership(tx: TenantTransaction, { personId }: Member): Promise<void> {
  // Nobody else sees these; what they shared stays.
  await tx.db.savedView.deleteMany({ where: { tenantId: tx.tenantId, ownerPersonId: personId, isShared: false } });
  await tx.db.membership.delete({ where: { tenantId_personId: { tenantId: tx.tenantId, personId } } });
}
