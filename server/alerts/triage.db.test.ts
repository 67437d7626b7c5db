import { beforeAll, describe, expect, test } from "vitest";
import type { SealedEvent } from "#tlog";
import { accountOf, again, refusal } from "../../tests/account.ts";
import { openTestRuntime, superQuery, type TestRuntime } from "../../tests/database.ts";
import { newFinding, raised, raiseIn } from "../../tests/findings.ts";
import { makePerson, makeTenant, type TestTenant } from "../../tests/tenant.ts";
import { ROLE_PERMISSIONS, type SystemRole, type TenantContext } from "../access/index.ts";
import type { Finding } from "../findings/index.ts";
import { removeMember } from "../members/index.ts";
import { contextOf, membershipOf } from "../people/index.ts";
import { createRole } from "../roles/index.ts";
import {
  type AlertLine,
  acknowledgeAlerts,
  assignAlerts,
  commentAlert,
  countAlerts,
  getAlert,
  getRisk,
  listAlerts,
  listAssignees,
  listRisk,
  reopenAlerts,
  resolveAlerts,
} from "./index.ts";

let runtime: TestRuntime;
let tenant: TestTenant;
let other: TestTenant;
let lead: TenantContext;
let auditor: TenantContext;
let viewer: TenantContext;
beforeAll(async () => {
  runtime = await openTestRuntime();
  [tenant, other] = [await makeTenant(), await makeTenant()];
  lead = await memberOf("security_lead");
  auditor = await memberOf("auditor");
  viewer = await memberOf("viewer");
});

async function memberOf(role: SystemRole, at = tenant): Promise<TenantContext> {
  const { session, origin } = await again(await accountOf(await makePerson([at], role)));
  return contextOf(session, membershipOf(session, at.slug), origin);
}

let entities = 0;
const newEntity = (): Finding["entity"] => ({ type: "actor", id: `u_${++entities}`, name: `Person ${entities}` });

async function raise(over: Partial<Finding> = {}, at = tenant): Promise<AlertLine> {
  const entity = over.entity ?? newEntity();
  await raiseIn(at.id, [raised({ ...over, entity })]);
  const { alerts } = await listAlerts(at.context, { entityType: entity.type, entityId: entity.id });
  return alerts.sort((a, b) => (a.id < b.id ? 1 : -1))[0]!;
}

async function trailOf(id: string): Promise<SealedEvent[]> {
  await runtime.committer.drain();
  const rows = await superQuery<{ body: string }>(
    runtime.urls,
    "SELECT body FROM event WHERE tenant_id = $1 AND action LIKE 'alert.%' AND action <> 'alert.viewed' AND position($2 IN body) > 0 ORDER BY seq",
    [tenant.id, id],
  );
  return rows.map((row) => JSON.parse(row.body) as SealedEvent);
}
const actionsOf = async (id: string) => (await trailOf(id)).map(({ action }) => action).slice(1);

const IDS = ["", "x", "11111111-1111-4111-8111-111111111111", `${"1".repeat(36)}`];

describe("triage", () => {
  test("acknowledges once, with an entry and a trail event for each alert", async () => {
    const [one, two] = [await raise(), await raise()];
    const lines = await acknowledgeAlerts(lead, { ids: [two.id, one.id, two.id] });
    expect(lines.map(({ id, state }) => [id, state])).toEqual([
      [two.id, "acknowledged"],
      [one.id, "acknowledged"],
    ]);
    const [, event] = await trailOf(one.id);
    expect(event).toMatchObject({
      action: "alert.acknowledged",
      actor: { type: "user", id: lead.caller.id },
      targets: [{ type: "alert", id: one.id, name: one.title }],
      changes: [{ field: "state", before: "open", after: "acknowledged" }],
    });
    expect(await acknowledgeAlerts(lead, { ids: [one.id] })).toMatchObject([{ state: "acknowledged" }]);
    expect(await actionsOf(one.id)).toEqual(["alert.acknowledged"]);
    const { entries, acknowledgedAt } = await getAlert(lead, { id: one.id });
    expect(acknowledgedAt).not.toBeNull();
    expect(entries.map(({ kind, by }) => [kind, by.type, by.name])).toEqual([
      ["raised", "system", "Sealtrail"],
      ["acknowledged", "user", lead.caller.name],
    ]);
  });

  test("resolves with a reason and a note, which may be changed", async () => {
    const { id } = await raise();
    await resolveAlerts(lead, { ids: [id], resolution: "false_positive", note: "  the new office " });
    const alert = await getAlert(lead, { id });
    expect(alert).toMatchObject({
      state: "resolved",
      resolution: "false_positive",
      resolutionNote: "the new office",
      case: { alerts: 1, unresolved: 0 },
      risk: { score: 0, lines: [] },
    });
    expect(alert.resolvedAt).not.toBeNull();
    expect(alert.case.closedAt).not.toBeNull();
    await resolveAlerts(lead, { ids: [id], resolution: "false_positive", note: "the new office" });
    expect(await actionsOf(id)).toEqual(["alert.resolved"]);
    await resolveAlerts(lead, { ids: [id], resolution: "benign", note: "the new office" });
    expect((await trailOf(id)).at(-1)).toMatchObject({
      changes: [{ field: "resolution", before: "false_positive", after: "benign" }],
    });
    expect(await acknowledgeAlerts(lead, { ids: [id] })).toMatchObject([{ state: "resolved" }]);
    expect(await actionsOf(id)).toHaveLength(2);
  });

  test("opens again what was acknowledged or resolved; a closed case stays closed", async () => {
    const entity = newEntity();
    const [one, two] = [await raise({ entity }), await raise({ entity })];
    const seen = await raise();
    await acknowledgeAlerts(lead, { ids: [seen.id] });
    await resolveAlerts(lead, { ids: [one.id, two.id], resolution: "other" });
    const lines = await reopenAlerts(lead, { ids: [one.id, two.id, seen.id] });
    expect(lines.map(({ state, resolution }) => [state, resolution])).toEqual(Array(3).fill(["open", null]));
    expect(lines[0]!.caseId).toBe(lines[1]!.caseId);
    expect(lines[0]!.caseId).not.toBe(one.caseId);
    expect(lines[2]!.caseId).toBe(seen.caseId);
    expect((await getAlert(lead, { id: one.id })).case).toMatchObject({ alerts: 2, unresolved: 2, closedAt: null });
    await reopenAlerts(lead, { ids: [one.id] });
    expect(await actionsOf(one.id)).toEqual(["alert.resolved", "alert.reopened"]);
  });

  test("assigns to members who may see alerts, and to nobody", async () => {
    const { id } = await raise();
    const mine = await assignAlerts(lead, { ids: [id], assigneeId: auditor.caller.id });
    expect(mine[0]!.assignee).toEqual({ id: auditor.caller.id, name: auditor.caller.name });
    await assignAlerts(lead, { ids: [id], assigneeId: auditor.caller.id });
    await assignAlerts(lead, { ids: [id], assigneeId: null });
    expect((await trailOf(id)).slice(1)).toMatchObject([
      { action: "alert.assigned", changes: [{ field: "assignee", before: null, after: auditor.caller.name }] },
      { action: "alert.assigned", changes: [{ field: "assignee", before: auditor.caller.name, after: null }] },
    ]);
    const stranger = await memberOf("owner", other);
    const half = await makePerson([tenant], "viewer");
    await createRole(tenant.context, {
      name: "Half a lead",
      permissions: [...ROLE_PERMISSIONS.security_lead],
      scope: { environments: ["prod"] },
    });
    await superQuery(runtime.urls, "UPDATE membership SET role = 'Half a lead' WHERE person_id = $1", [half.id]);
    for (const assigneeId of [viewer.caller.id, stranger.caller.id, half.id, ...IDS, "a\0"])
      expect(await refusal(assignAlerts(lead, { ids: [id], assigneeId }))).toMatchObject({
        code: "invalid",
        fields: [{ path: "assigneeId", message: "is no member who may see alerts" }],
      });
    const assignees = (await listAssignees(lead)).map((one) => one.id);
    expect(assignees.sort()).toEqual([lead.caller.id, auditor.caller.id].sort());
  });

  test("says who it was assigned to after that member has gone", async () => {
    const { id } = await raise();
    const leaver = await memberOf("admin");
    await assignAlerts(lead, { ids: [id], assigneeId: leaver.caller.id });
    await removeMember(tenant.context, { personId: leaver.caller.id });
    const alert = await getAlert(lead, { id });
    expect(alert.assignee).toEqual({ id: leaver.caller.id, name: null });
    expect(alert.entries.at(-1)!.detail.assignee).toEqual({ id: leaver.caller.id, name: leaver.caller.name });
  });

  test("keeps comments, for good", async () => {
    const { id } = await raise();
    const entry = await commentAlert(lead, { id, text: "Asked Mika:\nit was a script." });
    expect(entry).toMatchObject({ kind: "commented", detail: { text: "Asked Mika:\nit was a script." } });
    expect((await getAlert(auditor, { id })).entries.at(-1)).toEqual(entry);
    expect((await trailOf(id)).at(-1)).toMatchObject({ action: "alert.commented", metadata: { entry: entry.id } });
    await commentAlert(lead, { id, text: "x".repeat(4_000) });
    for (const text of ["", "  ", "x".repeat(4_001), "a\0", "\ud800", `see ${tenant.provisioning}`])
      expect(await refusal(commentAlert(lead, { id, text }))).toMatchObject({
        code: "invalid",
        fields: [{ path: "text" }],
      });
    expect(await actionsOf(id)).toHaveLength(2);
  });

  test("is all or nothing, in the same words for whatever is not there", async () => {
    const mine = await raise();
    const theirs = await raise({}, other);
    const acts = [
      (ids: string[]) => acknowledgeAlerts(lead, { ids }),
      (ids: string[]) => resolveAlerts(lead, { ids, resolution: "benign" }),
      (ids: string[]) => reopenAlerts(lead, { ids }),
      (ids: string[]) => assignAlerts(lead, { ids, assigneeId: lead.caller.id }),
      (ids: string[]) => commentAlert(lead, { id: ids[1]!, text: "x" }),
    ];
    for (const act of acts)
      for (const id of [...IDS, theirs.id]) {
        const error = await refusal(act([mine.id, id]));
        expect([error.code, error.message]).toEqual(["not_found", "There is no such alert."]);
      }
    expect(await getAlert(lead, { id: mine.id })).toMatchObject({ state: "open", assignee: null });
    expect(await actionsOf(mine.id)).toEqual([]);
    expect((await getAlert(other.context, { id: theirs.id })).state).toBe("open");
  });

  test("takes 1 to 100 alerts and the reasons that there are", async () => {
    const { id } = await raise();
    const many = Array.from({ length: 101 }, () => id);
    const bad = [
      () => acknowledgeAlerts(lead, { ids: [] }),
      () => acknowledgeAlerts(lead, { ids: many }),
      () => resolveAlerts(lead, { ids: [id], resolution: "whatever" as never }),
      () => resolveAlerts(lead, { ids: [id], resolution: "other", note: "x".repeat(2_001) }),
      () => resolveAlerts(lead, { ids: [id], resolution: "other", note: tenant.ingest }),
    ];
    for (const act of bad) expect((await refusal(act())).code).toBe("invalid");
  });

  test("is for those with the right to it, with a view of everything", async () => {
    const { id } = await raise();
    const acts = [
      (context: TenantContext) => acknowledgeAlerts(context, { ids: [id] }),
      (context: TenantContext) => resolveAlerts(context, { ids: [id], resolution: "benign" }),
      (context: TenantContext) => reopenAlerts(context, { ids: [id] }),
      (context: TenantContext) => assignAlerts(context, { ids: [id], assigneeId: null }),
      (context: TenantContext) => commentAlert(context, { id, text: "x" }),
      (context: TenantContext) => listAssignees(context),
    ];
    for (const act of acts) {
      expect(await refusal(act(auditor))).toMatchObject({ code: "forbidden", reason: "needs alerts.triage" });
      expect((await refusal(act({ ...lead, view: { ...lead.view, masks: ["actor.email"] } }))).code).toBe("forbidden");
    }
    const reads = [
      (context: TenantContext) => listAlerts(context),
      (context: TenantContext) => getAlert(context, { id }),
      (context: TenantContext) => countAlerts(context),
      (context: TenantContext) => listRisk(context),
      (context: TenantContext) => getRisk(context, { entity: { type: "actor", id: "u_1" } }),
    ];
    for (const read of reads) {
      expect(await refusal(read(viewer))).toMatchObject({ code: "forbidden", reason: "needs alerts.read" });
      expect((await refusal(read({ ...auditor, view: { ...lead.view, masks: ["raw"] } }))).code).toBe("forbidden");
      await read(auditor);
    }
  });
});

test("acts and findings that come at once follow each other: there is one open case", async () => {
  const entity = newEntity();
  const first = await raise({ entity });
  await Promise.all([
    resolveAlerts(lead, { ids: [first.id], resolution: "benign" }),
    ...Array.from({ length: 5 }, () => raiseIn(tenant.id, [raised({ ...newFinding(), entity })])),
    commentAlert(lead, { id: first.id, text: "at the same time" }),
  ]);
  const { alerts } = await listAlerts(lead, { entityType: "actor", entityId: entity.id });
  expect(alerts).toHaveLength(6);
  const open = new Set(alerts.filter(({ state }) => state === "open").map(({ caseId }) => caseId));
  expect(open.size).toBe(1);
});
