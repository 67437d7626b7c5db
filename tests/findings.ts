import { inTenant, systemContext } from "#server/access/index.ts";
import { raiseAlerts } from "#server/alerts/index.ts";
import type { Finding, Outcome } from "#server/findings/index.ts";
import { randomBase62 } from "#server/ids.ts";
import { runtime } from "#server/runtime.ts";
import type { SealedEvent } from "#tlog";

/** A finding as a detector would report it, of a minute ago. */
export function newFinding(over: Partial<Finding> = {}): Finding {
  const atMs = over.atMs ?? runtime().clock.now().getTime() - 60_000;
  return {
    source: "denied_spike",
    entity: { type: "actor", id: "u_17", name: "Mika Tan" },
    title: "Mika Tan was denied 14 times in 8 minutes",
    severity: "high",
    confidence: 0.8,
    atMs,
    seqs: [1, 2, 3],
    events: 3,
    explanation: {
      seen: "14 denials over 7 actions in 8 min",
      expected: "at most 9 denials, or fewer than 5 actions",
      window: { fromMs: atMs - 480_000, toMs: atMs },
      arithmetic: [{ label: "denials", value: "14" }],
      confidence: "30 days of history",
    },
    isLate: false,
    ...over,
  };
}

export const newKey = () => `key ${randomBase62(12)}`;
export const raised = (over: Partial<Finding> = {}, alertKey = newKey()): Outcome => ({
  kind: "raise",
  alertKey,
  finding: newFinding(over),
});
export const extended = (alertKey: string, over: Partial<Finding> = {}): Outcome => ({
  kind: "extend",
  alertKey,
  finding: newFinding(over),
});

/** What the consumer does with outcomes, in a transaction of its own. */
export const raiseIn = (
  tenantId: string,
  outcomes: readonly Outcome[],
  eventsBySeq: ReadonlyMap<number, SealedEvent> = new Map(),
) =>
  inTenant(systemContext(tenantId, "detection", ["alerts.triage"]), "alerts.triage", (tx) =>
    raiseAlerts(tx, outcomes, eventsBySeq),
  );
