import type { TenantContext } from "#server/access/index.ts";
import { inTenant } from "#server/access/index.ts";
import { type AlertMessage, deliverDue, deliveriesDone, enqueueDeliveries } from "#server/channels/index.ts";
import { uuidv7 } from "#server/ids.ts";
import { runtime } from "#server/runtime.ts";

/** An alert as channels are told of it. */
export function alertMessage(over: Partial<AlertMessage> = {}): AlertMessage {
  const now = runtime().clock.now();
  return {
    id: uuidv7(now.getTime()),
    source: "impossible_travel",
    ruleId: null,
    ruleName: null,
    title: "Mika Tan was in Berlin and 41 minutes later in São Paulo",
    severity: "high",
    confidence: 0.9,
    score: 63,
    entity: { type: "actor", id: "u_1", name: "Mika Tan" },
    explanation: {
      seen: "9,930 km in 41 min",
      expected: "at most 900 km/h",
      window: { fromMs: now.getTime() - 60_000, toMs: now.getTime() },
      arithmetic: [{ label: "distance", value: "9,930 km" }],
      confidence: "both places are known to the city",
    },
    firstAt: new Date(now.getTime() - 60_000),
    lastAt: now,
    raisedAt: now,
    events: 2,
    seqs: [4, 9],
    runbookUrl: null,
    isLate: false,
    caseId: uuidv7(now.getTime()),
    ...over,
  };
}

/** Has the alerts sent, as the transaction that raises them would. */
export async function raise(context: TenantContext, ...messages: AlertMessage[]): Promise<void> {
  await inTenant(context, "alerts.read", (tx) => enqueueDeliveries(tx, messages));
}

/** Sends what is due now, and waits for it. */
export async function deliver(): Promise<void> {
  await deliverDue(() => false);
  await deliveriesDone();
}
