import { inTenant, type TenantContext } from "../access/index.ts";
import { log } from "../log.ts";
import { invitationMail, isMailConfigured, sendMail } from "../mail/index.ts";
import { runtime } from "../runtime.ts";
import type { MintedToken } from "../tokens/index.ts";
import { type Invitation, targetOfInvitation } from "./invitation-rows.ts";

/** An invitation with how its link reaches the person: by mail, or by `link`, which is in this answer and nowhere else, ever. */
export interface SentInvitation {
  invitation: Invitation;
  /** Absent when the mail went out. */
  link?: string;
  /** Why there is a link although mail is set up. */
  mailFault?: string;
}

/** What is decided before the mail goes out; it stands in the trail. */
export const deliveryNow = (): "mail" | "link" => (isMailConfigured() ? "mail" : "link");

/** Sends the link by mail where there is mail, after the invitation is stored for good; otherwise answers with it. */
export async function deliverInvitation(
  context: TenantContext,
  invitation: Invitation,
  { token, secretHash }: MintedToken,
  tenant: { name: string; timeZone: string },
): Promise<SentInvitation> {
  // After the #: a browser sends that part to no server, so it stands in no log.
  const link = `${runtime().env.url}/invite#${token}`;
  if (!isMailConfigured()) return { invitation, link };
  const { email, role, invitedBy, expiresAt } = invitation;
  const mail = invitationMail({
    tenant: tenant.name,
    inviter: invitedBy,
    role: role.replaceAll("_", " "),
    link,
    expiresAt: new Date(expiresAt),
    timeZone: tenant.timeZone,
  });
  const sent = await sendMail({ to: email, ...mail }).then(
    () => true,
    (error) => {
      log.warn({ err: error, tenant: context.tenantId, invitation: invitation.id }, "an invitation was not mailed");
      return false;
    },
  );
  const mailedAt = runtime().clock.now();
  await inTenant(context, "members.invite", async (tx) => {
    if (sent)
      await tx.db.invitation.updateMany({
        where: { tenantId: tx.tenantId, id: invitation.id, secretHash: Buffer.from(secretHash) },
        data: { mailedAt },
      });
    else
      tx.record("invitation.mail_failed", {
        outcome: "failure",
        targets: [targetOfInvitation(invitation)],
        description: "The link was shown to whoever invited instead.",
      });
  });
  if (sent) return { invitation: { ...invitation, mailedAt: mailedAt.toISOString() } };
  return {
    invitation,
    link,
    mailFault: "The mail could not be sent. The invitation stands: pass the link on yourself.",
  };
}
