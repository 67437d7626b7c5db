import { expect, test } from "vitest";
import { muteInput } from "../../server/alerts/schemas.ts";
import { mutesOf } from "./mute-choices.ts";

const entity = (id: string) => ({ type: "actor" as const, id, name: "Mika Tan" });
const alerts = [
  { source: "burst" as const, ruleId: null, entity: entity("u1") },
  { source: "burst" as const, ruleId: null, entity: entity("u2") },
  { source: "rule" as const, ruleId: "01a2", entity: entity("u1") },
];
const choice = { untilMs: Date.UTC(2026, 11, 1), reason: " planned " };
const rest = { until: "2026-12-01T00:00:00.000Z", reason: "planned" };

test("a mute covers the entity, what found it, or both; each once, a rule by its id", () => {
  expect(mutesOf(alerts, { ...choice, scope: "entity" })).toEqual([
    { entity: { type: "actor", id: "u1" }, ...rest },
    { entity: { type: "actor", id: "u2" }, ...rest },
  ]);
  expect(mutesOf(alerts, { ...choice, scope: "source" })).toEqual([
    { source: "burst", ...rest },
    { ruleId: "01a2", ...rest },
  ]);
  expect(mutesOf(alerts, { ...choice, scope: "both" })).toHaveLength(3);
});

test("is what the verb takes", () => {
  for (const scope of ["entity", "source", "both"] as const)
    for (const mute of mutesOf(alerts, { ...choice, scope })) expect(muteInput.safeParse(mute).error).toBeUndefined();
});
