import { inTenant, type TenantContext } from "../access/index.ts";
import { type Invitation, invitationOf, OPEN } from "./invitation-rows.ts";

/** Invitations that are neither accepted nor revoked, the newest first; what has expired can be renewed. */
export async function listInvitations(context: TenantContext): Promise<Invitation[]> {
  return inTenant(context, "members.read", async (tx) => {
    const rows = await tx.db.invitation.findMany({
      where: { tenantId: tx.tenantId, ...OPEN },
      orderBy: [{ createdAt: "desc" }, { id: "asc" }],
    });
    tx.recordRead("invitations.listed", { metadata: { invitations: rows.length } });
    return rows.map(invitationOf);
  });
}
