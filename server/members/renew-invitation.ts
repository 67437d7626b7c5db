import { inTenant, type TenantContext } from "../access/index.ts";
import { parseInput } from "../parse-input.ts";
import { asHeldNow, demandGrantable, findRole } from "../roles/index.ts";
import { runtime } from "../runtime.ts";
import { mintToken } from "../tokens/index.ts";
import { deliverInvitation, deliveryNow, type SentInvitation } from "./deliver-invitation.ts";
import {
  demandInvitation,
  demandPause,
  demandRoom,
  demandStranger,
  INVITATION_DAYS,
  invitationOf,
  targetOfInvitation,
} from "./invitation-rows.ts";
import { lockMembers } from "./members.sql.ts";
import { type InvitationInput, invitationInput } from "./schemas.ts";

/** A new link and 7 more days for an open or expired invitation; the link before it is worth nothing from then on. */
export async function renewInvitation(context: TenantContext, input: InvitationInput): Promise<SentInvitation> {
  const { id } = parseInput(invitationInput, input);
  const minted = mintToken("inv", id);
  const made = await inTenant(context, "members.invite", async (tx) => {
    await lockMembers(tx);
    const before = await demandInvitation(tx, id);
    const granted = await findRole(tx, before.role);
    demandGrantable(granted, await asHeldNow(tx, context), `The role ${granted.name}`);
    await demandStranger(tx, before.email);
    await demandRoom(tx, before.email);
    await demandPause(tx, before.email);
    const expiresAt = new Date(runtime().clock.now().getTime() + INVITATION_DAYS * 86_400_000);
    const row = await tx.db.invitation.update({
      where: { tenantId_id: { tenantId: tx.tenantId, id } },
      data: {
        secretHash: Buffer.from(minted.secretHash),
        invitedBy: context.caller.name,
        expiresAt,
        mailedAt: null,
      },
    });
    tx.record("invitation.renewed", {
      targets: [targetOfInvitation(row)],
      changes: [{ field: "expires_at", before: before.expiresAt.toISOString(), after: expiresAt.toISOString() }],
      metadata: { role: row.role, delivery: deliveryNow() },
    });
    const tenant = await tx.db.tenant.findUniqueOrThrow({
      where: { id: tx.tenantId },
      select: { name: true, timeZone: true },
    });
    return { invitation: invitationOf(row), tenant };
  });
  return deliverInvitation(context, made.invitation, minted, made.tenant);
}
