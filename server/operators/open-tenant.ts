import { z } from "zod";
import { AppError } from "../errors.ts";
import { uuidv7 } from "../ids.ts";
import { inviteMember, type SentInvitation } from "../members/index.ts";
import { parseInput } from "../parse-input.ts";
import { runtime } from "../runtime.ts";
import { createTenant, tenantName, tenantSlug, timeZone } from "../tenants/index.ts";
import { type OperatorContext, operatorIn, operatorOf } from "./operator.ts";

export const openTenantInput = z.strictObject({
  name: tenantName,
  slug: tenantSlug,
  timeZone,
  ownerEmail: z.email("must be an e-mail address").max(254),
});
export type OpenTenantInput = z.input<typeof openTenantInput>;

/** Makes a tenant and invites its first owner. A slug that is taken is `conflict`. */
export async function openTenant(
  operator: OperatorContext,
  input: OpenTenantInput,
): Promise<{ id: string; slug: string; invitation: SentInvitation }> {
  operatorOf(operator.session, operator.origin);
  const { name, slug, timeZone: zone, ownerEmail } = parseInput(openTenantInput, input);
  const id = uuidv7(runtime().clock.now().getTime());
  const context = operatorIn(operator, id);
  try {
    await createTenant({ id, slug, name, timeZone: zone }, context);
  } catch (error) {
    if ((error as { code?: string }).code !== "P2002") throw error;
    throw new AppError("conflict", "Another tenant has this short name: choose another one.", {
      fields: [{ path: "slug", message: "is taken" }],
    });
  }
  return { id, slug, invitation: await inviteMember(context, { email: ownerEmail, role: "owner" }) };
}
