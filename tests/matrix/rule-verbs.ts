import { createRule, deleteRule, getRule, listRules, updateRule } from "#server/detection/index.ts";
import { randomBase62 } from "#server/ids.ts";
import type { VerbRow } from "./verb-row.ts";

/** The verbs of the tenant's own rules. */
export const RULE_VERBS: Record<string, VerbRow> = {
  "detection.createRule": {
    needs: "rules.manage",
    call: (context) =>
      createRule(context, {
        name: `Rule ${randomBase62(8)}`,
        severity: "low",
        definition: { kind: "threshold", query: "outcome:denied", count: 900, windowS: 60 },
      }),
    foreign: "own",
    scoped: "forbidden",
  },
  "detection.deleteRule": {
    needs: "rules.manage",
    call: async (context, tenant, things) => deleteRule(context, { id: await things.rule(tenant) }),
    foreign: "not_found",
    scoped: "forbidden",
  },
  "detection.getRule": {
    needs: "alerts.read",
    call: async (context, tenant, things) => getRule(context, { id: await things.rule(tenant) }),
    foreign: "not_found",
    scoped: "forbidden",
  },
  "detection.listRules": {
    needs: "alerts.read",
    call: (context) => listRules(context),
    foreign: "own",
    scoped: "forbidden",
  },
  "detection.updateRule": {
    needs: "rules.manage",
    call: async (context, tenant, things) =>
      updateRule(context, { id: await things.rule(tenant), severity: "critical" }),
    foreign: "not_found",
    scoped: "forbidden",
  },
};
