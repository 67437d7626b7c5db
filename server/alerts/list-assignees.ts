import { inTenant, type TenantContext } from "../access/index.ts";
import { type AlertReader, readAlertReaders } from "../channels/index.ts";

export type Assignee = Pick<AlertReader, "id" | "name">;

/** Whom alerts can be assigned to: members whose role has the right to see alerts and hides nothing, by name. */
export async function listAssignees(context: TenantContext): Promise<Assignee[]> {
  return inTenant(context, "alerts.triage", async (tx) => {
    const assignees = (await readAlertReaders(tx)).map(({ id, name }) => ({ id, name }));
    tx.recordRead("members.listed", { metadata: { of: "assignees", members: assignees.length } });
    return assignees;
  });
}
