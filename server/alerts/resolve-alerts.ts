import { changesBetween, type TenantContext } from "../access/index.ts";
import { parseInput } from "../parse-input.ts";
import type { AlertLine } from "./alert-types.ts";
import { closeSettledCases } from "./cases.ts";
import { changeAlerts, idsOf } from "./change-alerts.ts";
import { type ResolutionInput, resolutionInput } from "./schemas.ts";

/**
 * Settles alerts with a reason; a case without an alert left to see to is closed with them. Resolving one once more with another reason or note
 * changes these.
 */
export async function resolveAlerts(context: TenantContext, input: ResolutionInput): Promise<AlertLine[]> {
  const { ids, resolution, note } = parseInput(resolutionInput, input);
  return changeAlerts(context, ids, async (tx) => {
    const rows = await tx.db.alert.findMany({
      where: { tenantId: tx.tenantId, id: { in: ids }, state: "resolved" },
      select: { id: true, resolutionNote: true },
    });
    const notes = new Map(rows.map(({ id, resolutionNote }) => [id, resolutionNote]));
    return {
      kind: "resolved",
      action: "alert.resolved",
      detail: { resolution, ...(note === "" ? {} : { note }) },
      changes: (line) =>
        changesBetween(
          { state: line.state, resolution: line.resolution, note: notes.get(line.id) ?? "" },
          { state: "resolved", resolution, note },
        ),
      write: async (tx, changed, now) => {
        await tx.db.alert.updateMany({
          where: { tenantId: tx.tenantId, id: { in: idsOf(changed) } },
          data: { state: "resolved", resolution, resolutionNote: note || null, resolvedAt: now, updatedAt: now },
        });
        await closeSettledCases(
          tx,
          changed.map(({ caseId }) => caseId),
          now,
        );
      },
    };
  });
}
