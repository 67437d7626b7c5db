import type { TenantContext, TenantTransaction } from "../access/index.ts";
import { readAlertReaders } from "../channels/index.ts";
import { AppError } from "../errors.ts";
import { parseInput } from "../parse-input.ts";
import type { AlertLine } from "./alert-types.ts";
import { changeAlerts, idsOf } from "./change-alerts.ts";
import type { Assignee } from "./list-assignees.ts";
import { type AssignmentInput, assignmentInput } from "./schemas.ts";

/** Gives alerts to a member, or to nobody; AppError `invalid` for somebody who is no member or may not see alerts. */
export async function assignAlerts(context: TenantContext, input: AssignmentInput): Promise<AlertLine[]> {
  const { ids, assigneeId } = parseInput(assignmentInput, input);
  return changeAlerts(context, ids, async (tx) => {
    const assignee = assigneeId === null ? null : await findAssignee(tx, assigneeId);
    return {
      kind: "assigned",
      action: "alert.assigned",
      detail: { assignee },
      changes: (line) =>
        (line.assignee?.id ?? null) === (assignee?.id ?? null)
          ? []
          : [
              {
                field: "assignee",
                before: line.assignee?.name ?? line.assignee?.id ?? null,
                after: assignee?.name ?? null,
              },
            ],
      write: async (tx, changed, now) => {
        await tx.db.alert.updateMany({
          where: { tenantId: tx.tenantId, id: { in: idsOf(changed) } },
          data: { assigneeId: assignee?.id ?? null, updatedAt: now },
        });
      },
    };
  });
}

async function findAssignee(tx: TenantTransaction, id: string): Promise<Assignee> {
  const [found] = id.includes("\0") ? [] : await readAlertReaders(tx, id);
  if (!found)
    throw new AppError(
      "invalid",
      "Alerts are assigned to members whose role has the right to see alerts and hides nothing.",
      {
        fields: [{ path: "assigneeId", message: "is no member who may see alerts" }],
      },
    );
  return { id: found.id, name: found.name };
}
