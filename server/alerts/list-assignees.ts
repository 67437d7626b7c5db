import { inTenant, type TenantContext } from "../access/index.ts";
import { type Assignee, readAssignees } from "./assignees.sql.ts";

/** Whom alerts can be assigned to: members whose role has the right to see alerts and hides nothing, by name. */
export async function listAssignees(context: TenantContext): Promise<Assignee[]> {
  return inTenant(context, "alerts.triage", async (tx) => {
    const assignees = await readAssignees(tx);
    tx.recordRead("members.listed", { metadata: { of: "assignees", members: assignees.length } });
    return assignees;
  });
}
