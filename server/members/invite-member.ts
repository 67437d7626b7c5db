import { inTenant, type TenantContext } from "../access/index.ts";
import { parseInput } from "../parse-input.ts";
import { asHeldNow, demandGrantable, findRole } from "../roles/index.ts";
import { runtime } from "../runtime.ts";
import { mintToken } from "../tokens/index.ts";
import { deliverInvitation, deliveryNow, type SentInvitation } from "./deliver-invitation.ts";
import {
  demandPause,
  demandRoom,
  demandStranger,
  INVITATION_DAYS,
  invitationOf,
  OPEN,
  targetOfInvitation,
} from "./invitation-rows.ts";
import { lockMembers } from "./members.sql.ts";
import { type InviteInput, inviteInput } from "./schemas.ts";

/**
 * Invites an address with a role: a link for one use within 7 days, by mail, or in the answer where no mail goes out. Earlier open
 * invitations of the address end. AppError `conflict` for a member and when the tenant is full, `forbidden` for a role beyond the caller's
 * own. Whether the address has an account is not told.
 */
export async function inviteMember(context: TenantContext, input: InviteInput): Promise<SentInvitation> {
  const { email, role } = parseInput(inviteInput, input);
  const minted = mintToken("inv");
  const made = await inTenant(context, "members.invite", async (tx) => {
    await lockMembers(tx);
    const granted = await findRole(tx, role);
    demandGrantable(granted, await asHeldNow(tx, context), `The role ${granted.name}`);
    await demandStranger(tx, email);
    await demandRoom(tx, email);
    await demandPause(tx, email);
    const createdAt = runtime().clock.now();
    const earlier = { tenantId: tx.tenantId, email, ...OPEN };
    const ended = await tx.db.invitation.findMany({ where: earlier, select: { id: true, email: true } });
    await tx.db.invitation.updateMany({ where: earlier, data: { revokedAt: createdAt } });
    for (const one of ended)
      tx.record("invitation.revoked", {
        targets: [targetOfInvitation(one)],
        description: "A newer invitation took its place.",
      });
    const row = await tx.db.invitation.create({
      data: {
        tenantId: tx.tenantId,
        id: minted.id,
        email,
        role: granted.name,
        secretHash: Buffer.from(minted.secretHash),
        invitedBy: context.caller.name,
        createdAt,
        expiresAt: new Date(createdAt.getTime() + INVITATION_DAYS * 86_400_000),
      },
    });
    tx.record("member.invited", {
      targets: [targetOfInvitation(row)],
      changes: [{ field: "role", after: granted.name }],
      metadata: { expires_at: row.expiresAt.toISOString(), delivery: deliveryNow() },
    });
    const tenant = await tx.db.tenant.findUniqueOrThrow({
      where: { id: tx.tenantId },
      select: { name: true, timeZone: true },
    });
    return { invitation: invitationOf(row), tenant };
  });
  return deliverInvitation(context, made.invitation, minted, made.tenant);
}
