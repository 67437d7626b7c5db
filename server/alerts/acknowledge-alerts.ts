import type { TenantContext } from "../access/index.ts";
import { parseInput } from "../parse-input.ts";
import type { AlertLine } from "./alert-types.ts";
import { changeAlerts, idsOf } from "./change-alerts.ts";
import { type AlertsInput, alertsInput } from "./schemas.ts";

/** Says that somebody has seen these alerts and sees to them. Those that are acknowledged or resolved already stay as they are. */
export async function acknowledgeAlerts(context: TenantContext, input: AlertsInput): Promise<AlertLine[]> {
  const { ids } = parseInput(alertsInput, input);
  return changeAlerts(context, ids, () => ({
    kind: "acknowledged",
    action: "alert.acknowledged",
    changes: ({ state }) => (state === "open" ? [{ field: "state", before: "open", after: "acknowledged" }] : []),
    write: async (tx, changed, now) => {
      await tx.db.alert.updateMany({
        where: { tenantId: tx.tenantId, id: { in: idsOf(changed) } },
        data: { state: "acknowledged", acknowledgedAt: now, updatedAt: now },
      });
    },
  }));
}
