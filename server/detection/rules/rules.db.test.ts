import { beforeAll, describe, expect, test } from "vitest";
import type { SealedEvent } from "#tlog";
import { openTestRuntime, superQuery, type TestRuntime } from "../../../tests/database.ts";
import { memberWith, refusal } from "../../../tests/role-members.ts";
import { makeTenant, newEvent, sendEvents, type TestTenant } from "../../../tests/tenant.ts";
import { inTenant, systemContext, type TenantContext } from "../../access/index.ts";
import { uuidv7 } from "../../ids.ts";
import { createRole } from "../../roles/index.ts";
import { followTenant } from "../index.ts";
import { RULES_MAX, type RuleCreation, type RuleInput } from "../schemas.ts";
import { createRule, deleteRule, getRule, listRules, pauseRule, type Rule, storeHealth, updateRule } from "./index.ts";

let runtime: TestRuntime;
let tenant: TestTenant;
let other: TestTenant;
let context: TenantContext;
beforeAll(async () => {
  runtime = await openTestRuntime();
  [tenant, other] = [await makeTenant(), await makeTenant()];
  ({ context } = tenant);
});

let names = 0;
const inputOf = (over: Partial<RuleInput> = {}): RuleInput => ({
  name: `Rule ${++names}`,
  severity: "high",
  definition: { kind: "threshold", query: "action:secret.read", count: 3, windowS: 600, groupBy: ["actor.id"] },
  ...over,
});
const faultsOf = async (input: RuleCreation) => (await refusal(createRule(context, input))).fields;
const found = async (id: string) => (await listRules(context)).rules.find((rule) => rule.id === id);

async function trailOf(id: string): Promise<SealedEvent[]> {
  const rows = await superQuery<{ body: string }>(
    runtime.urls,
    "SELECT body FROM event WHERE tenant_id = $1 AND action LIKE 'rule.%' AND position($2 IN body) > 0 ORDER BY seq",
    [tenant.id, id],
  );
  return rows.map(({ body }) => JSON.parse(body));
}
const changesOf = (event: SealedEvent | undefined) =>
  Object.fromEntries((event?.changes ?? []).map(({ field, ...change }) => [field, change]));

const inDetection = <T>(work: Parameters<typeof inTenant<T>>[2]) =>
  inTenant(systemContext(tenant.id, "detection", ["alerts.triage"]), "alerts.triage", work);

describe("a rule", () => {
  test("comes back as it was made, with its text", async () => {
    const made = await createRule(context, inputOf({ name: "  Many reads  ", description: "One\r\ntwo " }));
    expect(made).toMatchObject({
      name: "Many reads",
      description: "One\ntwo",
      isOn: false,
      dedupMinutes: 60,
      suppression: {},
      runbookUrl: null,
      version: 1,
      health: null,
      pausedAt: null,
      alerts30d: 0,
      createdBy: "Sealtrail",
    });
    expect(made.text).toBe(
      [
        "rule: Many reads",
        "events: action:secret.read",
        "when: 3 events within 10m by actor.id",
        "severity: high",
        "dedup: 1h",
        "description: One",
        "  two",
        "",
      ].join("\n"),
    );
    expect(await getRule(context, { id: made.id })).toEqual(made);
    expect(await found(made.id)).toEqual(made);
  });

  test("is made of its text, and of the text of another is the same rule", async () => {
    const first = await createRule(context, inputOf({ suppression: { query: "actor:svc", alertsPerDay: 4 } }));
    const text = first.text.replace(first.name, "Copied");
    const second = await createRule(context, { text, isOn: true });
    const ownOf = ({ name, definition, severity, dedupMinutes, suppression, runbookUrl, description }: Rule) => [
      name,
      { definition, severity, dedupMinutes, suppression, runbookUrl, description },
    ];
    expect(ownOf(second)).toEqual(["Copied", ownOf(first)[1]]);
    expect(second.isOn).toBe(true);
    const changed = await updateRule(context, { id: second.id, text: text.replace("3 events", "5 events") });
    expect(changed).toMatchObject({ isOn: true, version: 2, definition: { count: 5 } });
  });

  test("a change grows the version when it changes what is found, and is in the trail", async () => {
    const { id } = await createRule(context, inputOf({ isOn: true }));
    const versionOf = async (change: object) => (await updateRule(context, { id, ...change })).version;
    expect(await versionOf({ severity: "low", dedupMinutes: 5, runbookUrl: "https://wiki.example/x" })).toBe(1);
    expect(await versionOf({ isOn: false })).toBe(1);
    expect(await versionOf({ isOn: true })).toBe(2);
    expect(await versionOf({ suppression: { query: "actor:svc" } })).toBe(3);
    expect(await versionOf({ suppression: { query: "actor:svc", alertsPerDay: 1 } })).toBe(3);
    const definition = { kind: "absence", query: "action:backup", windowS: 7_200, groupBy: ["origin"] } as const;
    expect(await versionOf({ definition })).toBe(4);
    expect(await versionOf({ definition })).toBe(4);
    await deleteRule(context, { id });
    expect(await found(id)).toBeUndefined();
    const trail = await trailOf(id);
    expect(trail.map(({ action }) => action)).toEqual([
      "rule.created",
      ...Array(6).fill("rule.updated"),
      "rule.deleted",
    ]);
    expect(changesOf(trail[1])).toEqual({
      severity: { before: "high", after: "low" },
      dedup_minutes: { before: 60, after: 5 },
      runbook_url: { before: null, after: "https://wiki.example/x" },
    });
    expect(changesOf(trail[7])).toMatchObject({ definition: { before: { kind: "absence" } } });
  });

  test("two who change it at once: the second is told", async () => {
    const rule = await createRule(context, inputOf());
    const changed = await updateRule(context, { id: rule.id, severity: "low", updatedAt: rule.updatedAt });
    const stale = await refusal(updateRule(context, { id: rule.id, severity: "medium", updatedAt: rule.updatedAt }));
    expect([stale.code, stale.fields![0]!.path]).toEqual(["conflict", "updatedAt"]);
    expect((await getRule(context, { id: rule.id })).severity).toBe("low");
    expect(changed.updatedAt).not.toBe(rule.updatedAt);
  });
});

describe("refusals", () => {
  test("of definitions that cannot be run, each with its path", async () => {
    const definition = inputOf().definition as Extract<RuleInput["definition"], { kind: "threshold" }>;
    const pathsOf = async (over: object) =>
      (await faultsOf(inputOf({ definition: { ...definition, ...over } })))!.map(({ path }) => path);
    expect(await pathsOf({ query: "after:24h env:prod" })).toEqual(["definition.query"]);
    expect(await pathsOf({ query: "acton:x" })).toEqual(["definition.query"]);
    expect(await pathsOf({ groupBy: ["actor"] })).toEqual(["definition.groupBy.0"]);
    expect(await pathsOf({ groupBy: ["ip", "IP"] })).toEqual(["definition.groupBy"]);
    expect(await pathsOf({ count: 0 })).toEqual(["definition.count"]);
    expect(await pathsOf({ windowS: 31 * 86_400 })).toEqual(["definition.windowS"]);
    expect(await pathsOf({ patterns: [{ field: "ip", matches: "a(?=b)" }] })).toEqual([
      "definition.patterns.0.matches",
    ]);
    expect(await pathsOf({ patterns: [{ field: "words", matches: "a" }] })).toEqual(["definition.patterns.0.field"]);
    expect((await faultsOf(inputOf({ suppression: { query: " " } })))![0]!.path).toBe("suppression.query");
    for (const runbookUrl of ["javascript:alert(1)", "https:wiki.example", "https:///x", "https://wiki.example/a b"])
      expect((await faultsOf(inputOf({ runbookUrl })))![0]!.path, runbookUrl).toBe("runbookUrl");
    expect((await faultsOf(inputOf({ name: "a\u202eb" })))![0]!.path).toBe("name");
    const query = `${"st_prv"}_${"a".repeat(12)}_${"b".repeat(36)}`;
    expect((await faultsOf(inputOf({ definition: { ...definition, query } })))![0]!.message).toBeTypeOf("string");
  });

  test("of texts, each with its place", async () => {
    const text = (await createRule(context, inputOf())).text.replace(/rule: .*/, `rule: Other ${++names}`);
    const faultIn = async (changed: string) => {
      const [fault] = (await faultsOf({ text: changed }))!;
      return [fault!.path, fault!.at === undefined ? undefined : changed.slice(fault!.at).split(/[\s]/)[0]];
    };
    expect(await faultIn(text.replace("severity", "severty"))).toEqual(["text", "severty:"]);
    expect(await faultIn(text.replace("action:", "acton:"))).toEqual(["text", "acton:secret.read"]);
    expect(await faultIn(text.replace("when:", "where: metadata.x matches a(?=b)\nwhen:"))).toEqual(["text", "a(?=b)"]);
    expect(await faultIn(text.replace("rule: ", "rule: \u202e"))).toEqual(["text", "\u202eOther"]);
    expect(await faultIn("")).toEqual(["text", ""]);
    expect((await refusal(createRule(context, { text, severity: "low" } as never))).code).toBe("invalid");
    const { id } = await createRule(context, inputOf());
    const both = await refusal(updateRule(context, { id, text, severity: "low" }));
    expect(both.fields).toMatchObject([{ path: "text" }]);
  });

  test("of a name that is taken, whatever its case, and of one rule too many", async () => {
    const tried = await makeTenant();
    const first = await createRule(tried.context, inputOf({ name: "Straße" }));
    const second = await createRule(tried.context, inputOf());
    for (const call of [
      createRule(tried.context, inputOf({ name: "STRAßE" })),
      updateRule(tried.context, { id: second.id, name: "straße" }),
    ])
      expect(await refusal(call)).toMatchObject({ code: "conflict", fields: [{ path: "name", message: "is taken" }] });
    expect((await updateRule(tried.context, { id: first.id, name: "STRASSE" })).name).toBe("STRASSE");
    await superQuery(
      runtime.urls,
      `INSERT INTO detection_rule SELECT tenant_id, gen_random_uuid(), 'N' || i, '', false, 'low', definition, 60, '{}', NULL, 1, NULL, NULL, NULL,
              now(), 'x', now() FROM detection_rule, generate_series(1, $2) i WHERE id = $1`,
      [first.id, RULES_MAX - 3],
    );
    const both = await Promise.all([1, 2, 3].map(() => refusal(createRule(tried.context, inputOf()))));
    expect(both.map((one) => ((one as unknown) === "done" ? "done" : one.code)).sort()).toEqual([
      "conflict",
      "conflict",
      "done",
    ]);
  });

  test("for others it is not there, in the same words as a made-up one", async () => {
    const { id } = await createRule(context, inputOf());
    const tries = (ruleId: string) => [
      refusal(getRule(other.context, { id: ruleId })),
      refusal(updateRule(other.context, { id: ruleId, isOn: true })),
      refusal(deleteRule(other.context, { id: ruleId })),
    ];
    const madeUp = await Promise.all(tries(uuidv7(Date.now())));
    for (const one of [id, "x", "", `${id}'`])
      expect((await Promise.all(tries(one))).map(({ code, message }) => [code, message])).toEqual(
        madeUp.map(({ code, message }) => [code, message]),
      );
    expect(madeUp[0]!.code).toBe("not_found");
    expect((await listRules(other.context)).rules).toEqual([]);
  });

  test("of those who may not, and of those who do not see everything", async () => {
    const auditor = await (await memberWith("auditor", tenant)).context();
    expect((await listRules(auditor)).rules.length).toBeGreaterThan(0);
    expect((await refusal(createRule(auditor, inputOf()))).code).toBe("forbidden");
    const viewer = await (await memberWith("viewer", tenant)).context();
    expect((await refusal(listRules(viewer))).code).toBe("forbidden");
    await createRole(context, {
      name: "Half",
      permissions: ["alerts.read", "rules.manage"],
      scope: { environments: ["prod"] },
    });
    const half = await (await memberWith("Half", tenant)).context();
    expect((await refusal(listRules(half))).message).toContain("without scope and masks");
    expect((await refusal(createRule(half, inputOf()))).code).toBe("forbidden");
  });
});

describe("running", () => {
  test("health is kept without touching the rule, and pausing is recorded and taken back by switching on", async () => {
    const rule = await createRule(context, inputOf({ isOn: true }));
    const cost = { ruleId: rule.id, microsPerEvent: 1.23456, groups: 5, droppedGroups: 2 };
    await inDetection((tx) => storeHealth(tx, [cost, { ...cost, ruleId: uuidv7(Date.now()) }]));
    const measured = await getRule(context, { id: rule.id });
    expect(measured).toEqual({
      ...rule,
      health: { microsPerEvent: 1.23, groups: 5, droppedGroups: 2, at: expect.any(String) },
    });
    await inDetection((tx) => pauseRule(tx, rule.id, "It took too long."));
    await inDetection((tx) => pauseRule(tx, rule.id, "Again."));
    const paused = await getRule(context, { id: rule.id });
    expect(paused).toMatchObject({ isOn: true, pausedAt: expect.any(String), pauseReason: "It took too long." });
    expect((await updateRule(context, { id: rule.id, severity: "low" })).pausedAt).toBe(paused.pausedAt);
    const resumed = await updateRule(context, { id: rule.id, isOn: true });
    expect(resumed).toMatchObject({ pausedAt: null, pauseReason: null, version: 2, health: { groups: 0 } });
    const trail = await trailOf(rule.id);
    expect(trail.map(({ action }) => action)).toEqual(["rule.created", "rule.paused", "rule.updated", "rule.updated"]);
    expect(trail[1]).toMatchObject({ actor: { type: "system" }, metadata: { reason: "It took too long." } });
    expect(changesOf(trail[3])).toEqual({ paused: { before: "It took too long.", after: null } });
  });

  test("a rule that is on raises what it finds, once", async () => {
    const tried = await makeTenant();
    const rule = await createRule(
      tried.context,
      inputOf({
        name: "Reads of databases",
        isOn: true,
        definition: {
          kind: "threshold",
          query: "action:secret.read",
          patterns: [{ field: "target.name", matches: "^db/" }],
          count: 3,
          windowS: 600,
          groupBy: ["actor.id"],
        },
      }),
    );
    await sendEvents(
      tried.ingest,
      [0, 1, 2].map(() => newEvent()),
    );
    await followTenant(tried.id);
    await sendEvents(tried.ingest, [newEvent(), newEvent({ targets: [{ type: "secret", id: "x", name: "kv/x" }] })]);
    await followTenant(tried.id);
    const alerts = await superQuery<{ title: string; entity_id: string; events: number }>(
      runtime.urls,
      "SELECT title, entity_id, events FROM alert WHERE tenant_id = $1 AND rule_id = $2",
      [tried.id, rule.id],
    );
    expect(alerts).toEqual([
      { title: "Reads of databases: 3 events of Zoë Ångström within a second", entity_id: "u_1234567", events: 4 },
    ]);
    expect((await getRule(tried.context, { id: rule.id })).alerts30d).toBe(1);
  });
});
