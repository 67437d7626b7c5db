import { inTenant, type TenantContext } from "../access/index.ts";
import { parseInput } from "../parse-input.ts";
import { runtime } from "../runtime.ts";
import { demandInvitation, targetOfInvitation } from "./invitation-rows.ts";
import { lockMembers } from "./members.sql.ts";
import { type InvitationInput, invitationInput } from "./schemas.ts";

/** Ends an invitation before it is accepted; AppError `not_found` afterwards. */
export async function revokeInvitation(context: TenantContext, input: InvitationInput): Promise<void> {
  const { id } = parseInput(invitationInput, input);
  await inTenant(context, "members.invite", async (tx) => {
    await lockMembers(tx);
    const before = await demandInvitation(tx, id);
    await tx.db.invitation.update({
      where: { tenantId_id: { tenantId: tx.tenantId, id } },
      data: { revokedAt: runtime().clock.now() },
    });
    tx.record("invitation.revoked", {
      targets: [targetOfInvitation(before)],
      changes: [{ field: "role", before: before.role }],
    });
  });
}
