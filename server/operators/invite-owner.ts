import { z } from "zod";
import { AppError } from "../errors.ts";
import { inviteMember, type SentInvitation } from "../members/index.ts";
import { parseInput } from "../parse-input.ts";
import { findTenant } from "./list-tenants.ts";
import { type OperatorContext, operatorIn } from "./operator.ts";

export const inviteOwnerInput = z.strictObject({
  id: z.string().max(50),
  ownerEmail: z.email("must be an e-mail address").max(254),
});
export type InviteOwnerInput = z.input<typeof inviteOwnerInput>;

/** Invites an owner to a tenant that has none, such as when the first link was lost; AppError `conflict` once there is one. */
export async function inviteOwner(operator: OperatorContext, input: InviteOwnerInput): Promise<SentInvitation> {
  const { id, ownerEmail } = parseInput(inviteOwnerInput, input);
  const tenant = await findTenant(operator, id);
  if (tenant.owners > 0)
    throw new AppError("conflict", `${tenant.name} has an owner, who can invite others: nobody was invited.`);
  return inviteMember(operatorIn(operator, id), { email: ownerEmail, role: "owner" });
}
