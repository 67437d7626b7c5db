import { inTenant, type TenantContext } from "../access/index.ts";
import { type Member, readMembers } from "./members.sql.ts";

/** All members of the tenant, by name. */
export async function listMembers(context: TenantContext): Promise<Member[]> {
  return inTenant(context, "members.read", async (tx) => {
    const members = await readMembers(tx);
    tx.recordRead("members.listed", { metadata: { members: members.length } });
    return members;
  });
}
