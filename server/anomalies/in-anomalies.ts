import { demandWholeView, inTenant, type TenantContext, type TenantTransaction } from "../access/index.ts";

/** The door for what is counted of all events: for callers whose view hides nothing. The read is recorded with what was asked for. */
export async function inAnomalies<T>(
  context: TenantContext,
  asked: Record<string, unknown>,
  work: (tx: TenantTransaction) => Promise<T>,
): Promise<T> {
  return inTenant(context, "events.read", async (tx) => {
    demandWholeView(context, "Anomalies tell");
    tx.recordRead("anomalies.viewed", { metadata: asked });
    return work(tx);
  });
}
