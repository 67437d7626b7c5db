import { beforeAll, describe, expect, test } from "vitest";
import { refusal } from "../../tests/account.ts";
import { openTestRuntime, superQuery, type TestRuntime } from "../../tests/database.ts";
import { raised, raiseIn } from "../../tests/findings.ts";
import { inDays, makeTenant, type TestTenant } from "../../tests/tenant.ts";
import type { TenantContext } from "../access/index.ts";
import type { Finding } from "../findings/index.ts";
import { uuidv7 } from "../ids.ts";
import {
  acknowledgeAlerts,
  countAlerts,
  createMute,
  endMute,
  getAlert,
  getRisk,
  listAlerts,
  listMutes,
  type MuteInput,
  reopenAlerts,
  resolveAlerts,
} from "./index.ts";

let runtime: TestRuntime;
let tenant: TestTenant;
let other: TestTenant;
let context: TenantContext;
beforeAll(async () => {
  runtime = await openTestRuntime();
  [tenant, other] = [await makeTenant(), await makeTenant()];
  context = tenant.context;
});

let entities = 0;
const newEntity = (): Finding["entity"] => ({ type: "actor", id: `u_${++entities}` });
const inHours = (hours: number) => inDays(hours / 24).toISOString();
const mute = (over: Partial<MuteInput>, hours = 2) =>
  createMute(context, { until: inHours(hours), reason: "a test", ...over });
async function raise(over: Partial<Finding> = {}) {
  const entity = over.entity ?? newEntity();
  await raiseIn(tenant.id, [raised({ ...over, entity })]);
  return (await listAlerts(context, { entityType: entity.type, entityId: entity.id })).alerts[0]!;
}
const isMuted = async ({ id }: { id: string }) => (await getAlert(context, { id })).isMuted;
const trail = async (action: string) => {
  await runtime.committer.drain();
  const rows = await superQuery<{ body: string }>(
    runtime.urls,
    "SELECT body FROM event WHERE tenant_id = $1 AND action = $2 ORDER BY seq",
    [tenant.id, action],
  );
  return rows.map(({ body }) => JSON.parse(body));
};

async function newRule(at = tenant): Promise<string> {
  const id = uuidv7(Date.now());
  await superQuery(
    runtime.urls,
    `INSERT INTO detection_rule (tenant_id, id, name, description, is_on, severity, definition, dedup_minutes, suppression, version, created_at, created_by, updated_at)
     VALUES ($1, $2, 'Many exports', '', true, 'high', '{}', 60, '{}', 1, now(), 'test', now())`,
    [at.id, id],
  );
  return id;
}

describe("a mute", () => {
  test("covers alerts that are there and those that come, until it ends by itself", async () => {
    const entity = newEntity();
    const before = await raise({ entity });
    const unmuted = await countAlerts(context);
    const made = await mute({ entity });
    expect(made).toMatchObject({ source: null, ruleId: null, entity, isActive: true, endedAt: null, muted: 1 });
    const after = await raise({ entity });
    expect([await isMuted(before), await isMuted(after)]).toEqual([true, true]);
    expect((await countAlerts(context)).open).toBe(unmuted.open - 1);
    expect((await getRisk(context, { entity })).score).toBe(0);
    const list = await listAlerts(context, { entityType: "actor", entityId: entity.id, state: "open", isMuted: true });
    expect([list.alerts.length, list.counts]).toEqual([2, { open: 0, acknowledged: 0, resolved: 0, muted: 2 }]);
    expect((await listAlerts(context, { entityType: "actor", entityId: entity.id, isMuted: false })).alerts).toEqual(
      [],
    );

    runtime.clock.offsetMs += 3 * 3_600_000;
    expect([await isMuted(before), await isMuted(after)]).toEqual([false, false]);
    expect((await countAlerts(context)).open).toBe(unmuted.open + 1);
    expect((await getAlert(context, { id: after.id })).mute).toMatchObject({ id: made.id, isActive: false });
    expect((await listMutes(context)).find(({ id }) => id === made.id)).toMatchObject({
      isActive: false,
      endedAt: null,
    });
  });

  test("covers what fits source, rule and entity, as far as it names them", async () => {
    const entity = newEntity();
    const ruleId = await newRule();
    const alerts = [
      await raise({ entity, source: "silence" }),
      await raise({ entity, source: "rule", ruleId }),
      await raise({ source: "rule", ruleId }),
      await raise({ source: "rule", ruleId: await newRule() }),
      await raise({ entity: { type: "session", id: entity.id }, source: "silence" }),
    ];
    const covered = async (scope: Partial<MuteInput>) => {
      const { id } = await mute(scope);
      const muted = await Promise.all(alerts.map(isMuted));
      await endMute(context, { id });
      expect(await Promise.all(alerts.map(isMuted))).toEqual(Array(5).fill(false));
      return muted.map(Number).join("");
    };
    expect(await covered({ source: "silence" })).toBe("10001");
    expect(await covered({ source: "rule" })).toBe("01110");
    expect(await covered({ ruleId })).toBe("01100");
    expect(await covered({ entity })).toBe("11000");
    expect(await covered({ ruleId, entity })).toBe("01000");
    expect(await covered({ source: "rule", ruleId, entity })).toBe("01000");
    expect(await covered({ source: "burst", entity })).toBe("00000");
  });

  test("that ends leaves its alerts to another one that covers them", async () => {
    const entity = newEntity();
    const alert = await raise({ entity });
    const long = await mute({ entity }, 10);
    const short = await mute({ entity }, 5);
    expect([long.muted, short.muted]).toEqual([1, 0]);
    await endMute(context, { id: long.id });
    expect((await getAlert(context, { id: alert.id })).mute).toMatchObject({ id: short.id, isActive: true });
    runtime.clock.offsetMs += 6 * 3_600_000;
    expect(await isMuted(alert)).toBe(false);
  });

  test("says nothing of alerts that are resolved, and holds for one that opens again", async () => {
    const entity = newEntity();
    const alert = await raise({ entity });
    await resolveAlerts(context, { ids: [alert.id], resolution: "benign" });
    expect((await mute({ entity })).muted).toBe(0);
    expect(await isMuted(alert)).toBe(false);
    await reopenAlerts(context, { ids: [alert.id] });
    expect(await isMuted(alert)).toBe(true);
    await acknowledgeAlerts(context, { ids: [alert.id] });
    expect(await isMuted(alert)).toBe(true);
  });

  test("is an act, and so is its end, once", async () => {
    const entity = newEntity();
    await raise({ entity });
    const made = await mute({ entity, source: "denied_spike", reason: "they test the doors" });
    expect((await trail("alert.muted")).at(-1)).toMatchObject({
      severity: "medium",
      targets: [{ type: "alert_mute", id: made.id, name: `denied_spike, actor ${entity.id}` }],
      metadata: { muted: 1 },
    });
    expect(await endMute(context, { id: made.id })).toMatchObject({ id: made.id, isActive: false });
    const ended = await trail("alert.unmuted");
    expect(ended.at(-1)).toMatchObject({
      targets: [{ id: made.id }],
      metadata: { unmuted: 1, reason: "they test the doors" },
    });
    await endMute(context, { id: made.id });
    expect(await trail("alert.unmuted")).toHaveLength(ended.length);
  });

  test("is refused without a scope, an end ahead of at most 90 days, and a reason", async () => {
    const entity = newEntity();
    const bad: [Partial<MuteInput>, string][] = [
      [{}, "entity"],
      [{ entity, until: inHours(-1) }, "until"],
      [{ entity, until: inHours(90 * 24 + 1) }, "until"],
      [{ entity, until: "tomorrow" }, "until"],
      [{ entity, reason: " " }, "reason"],
      [{ entity, reason: tenant.management }, "reason"],
      [{ entity: { type: "actor", id: "" } }, "entity.id"],
      [{ entity: { type: "planet" as never, id: "x" } }, "entity.type"],
      [{ source: "guess" as never }, "source"],
      [{ ruleId: "x" }, "ruleId"],
      [{ ruleId: await newRule(other) }, "ruleId"],
      [{ ruleId: await newRule(), source: "burst" }, "source"],
    ];
    for (const [over, path] of bad)
      expect(await refusal(mute(over)), JSON.stringify(over)).toMatchObject({ code: "invalid", fields: [{ path }] });
    expect((await mute({ entity }, 90 * 24 - 0.1)).isActive).toBe(true);
  });

  test("of another tenant, or none, is not there to end", async () => {
    const theirs = await createMute(other.context, { source: "burst", until: inHours(1), reason: "x" });
    for (const id of ["", "x", uuidv7(Date.now()), theirs.id]) {
      const error = await refusal(endMute(context, { id }));
      expect([error.code, error.message]).toEqual(["not_found", "There is no such mute."]);
    }
    expect((await listMutes(other.context)).map(({ id, isActive }) => [id, isActive])).toEqual([[theirs.id, true]]);
    expect((await listMutes(context)).map(({ id }) => id)).not.toContain(theirs.id);
  });

  test("needs the right to triage, and a view of everything", async () => {
    const reader = { ...context, permissions: new Set(["alerts.read"] as const) };
    const half = { ...context, view: { ...context.view, masks: ["raw"] as const } };
    const acts = [
      (by: TenantContext) => createMute(by, { source: "burst", until: inHours(1), reason: "x" }),
      (by: TenantContext) => endMute(by, { id: "x" }),
    ];
    for (const act of acts) for (const by of [reader, half]) expect((await refusal(act(by))).code).toBe("forbidden");
    expect((await refusal(listMutes(half))).code).toBe("forbidden");
    expect(Array.isArray(await listMutes(reader))).toBe(true);
  });

  test("there are at most 200 that last", async () => {
    const at = await makeTenant();
    await superQuery(
      runtime.urls,
      `INSERT INTO alert_mute (tenant_id, id, detector, until, reason, created_at, created_by)
       SELECT $1, gen_random_uuid(), 'burst', $2::timestamptz, 'x', now(), 'test' FROM generate_series(1, 200)`,
      [at.id, inHours(1)],
    );
    const one = { source: "burst", until: inHours(1), reason: "x" } as const;
    expect((await refusal(createMute(at.context, one))).code).toBe("conflict");
    await endMute(at.context, { id: (await listMutes(at.context))[0]!.id });
    expect((await createMute(at.context, one)).isActive).toBe(true);
  });
});
