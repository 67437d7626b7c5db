import { inTenant, type TenantContext } from "../access/index.ts";
import type { View } from "../query/index.ts";
import { findRole } from "./find-role.ts";

/** What of the events a role shows, for a preview, which is recorded itself; AppError `not_found` without one. */
export async function getRoleView(context: TenantContext, name: string): Promise<View> {
  return inTenant(context, "roles.read", async (tx) => (await findRole(tx, name)).view);
}
