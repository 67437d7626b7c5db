import { demandWholeView, inTenant, type TenantContext, type TenantTransaction } from "../access/index.ts";

/** The door, for callers alone whose view hides nothing. */
export function inAlerts<T>(
  context: TenantContext,
  permission: "alerts.read" | "alerts.triage",
  work: (tx: TenantTransaction) => Promise<T>,
): Promise<T> {
  return inTenant(context, permission, (tx) => {
    demandWholeView(context);
    return work(tx);
  });
}
