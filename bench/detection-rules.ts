import type { RuleInput } from "#server/detection/index.ts";
import { ACTIONS } from "./event-maker.ts";

/** What the markers of the latency measure trip, one alert an actor. */
export const MARKER_ACTION = "bench.marker";
const MARKER: RuleInput = {
  name: "Marker",
  isOn: true,
  severity: "high",
  definition: { kind: "threshold", query: `action:${MARKER_ACTION}`, count: 1, windowS: 60, groupBy: ["actor.id"] },
  dedupMinutes: 1,
};

const WINDOWS_S = [60, 600, 3_600, 86_400];

/** Fifty rules as tenants write them: of all kinds, with and without an exact action, over windows of a minute to a day; few of them ever fire. */
export function fiftyRules(): RuleInput[] {
  const rules: RuleInput[] = [MARKER];
  for (let i = 1; i < 50; i++) {
    const action = ACTIONS[i % ACTIONS.length]!;
    const windowS = WINDOWS_S[i % WINDOWS_S.length]!;
    rules.push({
      name: `Rule ${i}`,
      isOn: true,
      severity: i % 7 === 0 ? "high" : "medium",
      definition: definitionOf(i, action, windowS),
    });
  }
  return rules;
}

function definitionOf(i: number, action: string, windowS: number): RuleInput["definition"] {
  switch (i % 5) {
    case 0:
      return {
        kind: "distinct",
        query: `action:${action} outcome:failure`,
        field: "target.id",
        count: 200,
        windowS,
        groupBy: ["actor.id"],
      };
    case 1:
      return {
        kind: "sequence",
        steps: [{ query: `action:${action} outcome:failure` }, { query: "action:api_key.created metadata.attempt:9" }],
        windowS,
        groupBy: ["actor.id"],
      };
    case 2:
      return { kind: "absence", query: `action:${action}`, windowS: 30 * 86_400, groupBy: [] };
    case 3:
      // No exact condition: it is looked at for every event.
      return {
        kind: "threshold",
        query: `(ip:203.0.113.${i}/32 OR (env:staging -outcome:success))`,
        count: 500,
        windowS,
        groupBy: ["ip"],
      };
    default:
      return {
        kind: "threshold",
        query: `action:${action} env:production -outcome:success`,
        count: 500,
        windowS,
        groupBy: ["actor.id", "env"],
      };
  }
}
