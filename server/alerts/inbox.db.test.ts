import { beforeAll, describe, expect, test } from "vitest";
import type { SealedEvent } from "#tlog";
import { accountOf, again, refusal } from "../../tests/account.ts";
import { openTestRuntime, superQuery, type TestRuntime } from "../../tests/database.ts";
import { raised, raiseIn } from "../../tests/findings.ts";
import { makePerson, makeTenant, type TestTenant } from "../../tests/tenant.ts";
import type { SystemRole, TenantContext } from "../access/index.ts";
import type { Finding } from "../findings/index.ts";
import { contextOf, membershipOf } from "../people/index.ts";
import {
  type AlertLine,
  acknowledgeAlerts,
  assignAlerts,
  countAlerts,
  getAlert,
  getRisk,
  listAlerts,
  listRisk,
  resolveAlerts,
} from "./index.ts";

let runtime: TestRuntime;
let tenant: TestTenant;
let other: TestTenant;
let lead: TenantContext;
beforeAll(async () => {
  runtime = await openTestRuntime();
  [tenant, other] = [await makeTenant(), await makeTenant()];
  lead = await memberOf("security_lead");
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

const IDS = ["", "x", "11111111-1111-4111-8111-111111111111", `${"1".repeat(36)}`];

describe("the inbox", () => {
  let inbox: TestTenant;
  const at = (minutes: number) => Date.UTC(2026, 10, 20) + minutes * 60_000;
  const titles = async (input: Parameters<typeof listAlerts>[1]) =>
    (await listAlerts(inbox.context, input)).alerts.map(({ title }) => title);

  beforeAll(async () => {
    inbox = await makeTenant();
    const make = (n: number, over: Partial<Finding>) =>
      raised({
        title: `Alert ${n}`,
        entity: { type: "actor", id: `u_${n % 3}`, name: `Person ${n % 3}` },
        severity: (["low", "medium", "high", "critical"] as const)[n % 4]!,
        confidence: 1 - n / 100,
        atMs: at(n),
        ...over,
      });
    await raiseIn(inbox.id, [
      make(0, {}),
      make(1, {}),
      make(2, { source: "burst" }),
      make(3, { source: "burst", entity: { type: "ip", id: "203.0.113.7" } }),
      make(4, { title: "Alert 4 is 100%_of it" }),
      make(5, { atMs: at(4) }),
    ]);
  });

  test("shows the newest first, page by page without a gap", async () => {
    const all = await titles({});
    expect(all.map((title) => title.slice(0, 7)).sort()).toEqual([0, 1, 2, 3, 4, 5].map((n) => `Alert ${n}`));
    expect(all.slice(2)).toEqual(["Alert 3", "Alert 2", "Alert 1", "Alert 0"]);
    for (const sort of ["newest", "score"] as const) {
      const whole = await titles({ sort });
      const paged: string[] = [];
      for (let before: string | null | undefined; before !== null; ) {
        const page = await listAlerts(inbox.context, { sort, limit: 2, ...(before ? { before } : {}) });
        paged.push(...page.alerts.map(({ title }) => title));
        before = page.next;
      }
      expect(paged).toEqual(whole);
    }
  });

  test("shows the highest scores first", async () => {
    const { alerts } = await listAlerts(inbox.context, { sort: "score" });
    const scores = alerts.map(({ score }) => score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(alerts[0]!.title).toBe("Alert 3");
  });

  test("filters by all that an alert has", async () => {
    expect(await titles({ source: "burst" })).toEqual(["Alert 3", "Alert 2"]);
    expect(await titles({ severityMin: "high" })).toEqual(["Alert 3", "Alert 2"]);
    expect(await titles({ entityType: "ip" })).toEqual(["Alert 3"]);
    expect(await titles({ entityType: "actor", entityId: "u_0" })).toEqual(["Alert 0"]);
    expect(await titles({ text: "100%_" })).toEqual(["Alert 4 is 100%_of it"]);
    expect(await titles({ text: "ALERT 2" })).toEqual(["Alert 2"]);
    expect(await titles({ text: "person 1" })).toHaveLength(2);
    expect(await titles({ text: "203.0.113" })).toEqual(["Alert 3"]);
    expect(await titles({ text: "%" })).toHaveLength(1);
    expect(await titles({ from: new Date(at(1)).toISOString(), to: new Date(at(3)).toISOString() })).toEqual([
      "Alert 2",
      "Alert 1",
    ]);
    const [one] = (await listAlerts(inbox.context, { text: "Alert 1" })).alerts;
    expect(await titles({ caseId: one!.caseId })).toHaveLength(2);
    for (const id of IDS) {
      expect(await titles({ caseId: id })).toEqual([]);
      expect(await titles({ ruleId: id })).toEqual([]);
      expect(await titles({ assigneeId: id })).toEqual([]);
    }
    expect(await titles({ assigneeId: null })).toHaveLength(6);
  });

  test("counts the states that fit the rest of the filter", async () => {
    const { alerts } = await listAlerts(inbox.context, { source: "burst" });
    await acknowledgeAlerts(inbox.context, { ids: [alerts[0]!.id] });
    await resolveAlerts(inbox.context, { ids: [alerts[1]!.id], resolution: "benign" });
    const { counts } = await listAlerts(inbox.context, { source: "burst", state: "open" });
    expect(counts).toEqual({ open: 0, acknowledged: 1, resolved: 1, muted: 0 });
    expect((await listAlerts(inbox.context)).counts).toEqual({ open: 4, acknowledged: 1, resolved: 1, muted: 0 });
    expect(await titles({ state: "acknowledged" })).toEqual(["Alert 3"]);
    expect(await titles({ state: "resolved" })).toEqual(["Alert 2"]);
    expect(await titles({ state: "open" })).toHaveLength(4);
  });

  test("refuses what is no place in it, and what is no filter", async () => {
    const { next } = await listAlerts(inbox.context, { limit: 1 });
    const bad = [
      { before: "x" },
      { before: `${next}0` },
      { before: next!, sort: "score" },
      { before: next!.replace(/\d{10}/, "99999999999999999") },
      { limit: 0 },
      { limit: 201 },
      { from: "yesterday" },
      { state: "closed" },
      { text: "a\0" },
      { entityId: "a\0" },
    ];
    for (const input of bad)
      expect((await refusal(listAlerts(inbox.context, input as never))).code, JSON.stringify(input)).toBe("invalid");
  });

  test("and each alert are reads that the trail tells of", async () => {
    const [one] = (await listAlerts(inbox.context, { text: "Alert 1", limit: 5 })).alerts;
    await getAlert(inbox.context, { id: one!.id });
    await runtime.committer.drain();
    const rows = await superQuery<{ body: string }>(
      runtime.urls,
      "SELECT body FROM event WHERE tenant_id = $1 AND action IN ('alerts.listed', 'alert.viewed') ORDER BY seq DESC LIMIT 2",
      [inbox.id],
    );
    const [viewed, listed] = rows.map((row) => JSON.parse(row.body) as SealedEvent);
    expect(viewed).toMatchObject({ action: "alert.viewed", targets: [{ type: "alert", id: one!.id }] });
    expect(listed).toMatchObject({ action: "alerts.listed", metadata: { text: "Alert 1", rows: 1 } });
  });

  test("gives not_found in the same words for an alert that is not there", async () => {
    const theirs = await raise({}, other);
    for (const id of [...IDS, theirs.id]) {
      const error = await refusal(getAlert(lead, { id }));
      expect([error.code, error.message]).toEqual(["not_found", "There is no such alert."]);
    }
  });
});

describe("the badge", () => {
  test("counts what is open and not muted, and tells the newest one of the last day", async () => {
    const at = await makeTenant();
    const me = await memberOf("owner", at);
    expect(await countAlerts(me)).toEqual({
      open: 0,
      critical: 0,
      high: 0,
      mine: 0,
      newestId: null,
      newestTitle: null,
      newestSeverity: null,
      newestAt: null,
    });
    const critical = await raise({ severity: "critical" }, at);
    const high = await raise({ title: "The newest" }, at);
    await raise({ atMs: Date.now() - 3 * 86_400_000, severity: "low" }, at);
    await assignAlerts(me, { ids: [critical.id, high.id], assigneeId: me.caller.id });
    await acknowledgeAlerts(me, { ids: [critical.id] });
    expect(await countAlerts(me)).toEqual({
      open: 2,
      critical: 0,
      high: 1,
      mine: 2,
      newestId: high.id,
      newestTitle: "The newest",
      newestSeverity: "high",
      newestAt: high.raisedAt,
    });
    expect((await countAlerts(at.context)).mine).toBe(0);
  });

  test("is no read that the trail tells of", async () => {
    const eventsOf = async () => {
      await runtime.committer.drain();
      return superQuery(runtime.urls, "SELECT count(*) FROM event WHERE tenant_id = $1", [other.id]);
    };
    const before = await eventsOf();
    await countAlerts(other.context);
    expect(await eventsOf()).toEqual(before);
  });
});

describe("risk", () => {
  test("is the score of entities from their alerts, the highest first, with its arithmetic", async () => {
    const at = await makeTenant();
    const [strong, weak] = [newEntity(), newEntity()];
    const now = Date.now();
    await raiseIn(at.id, [
      raised({ entity: weak, severity: "low", confidence: 1, atMs: now }),
      raised({ entity: strong, severity: "critical", confidence: 0.5, atMs: now - 3 * 86_400_000 }),
      raised({ entity: strong, source: "burst", severity: "high", confidence: 1, atMs: now }),
      raised({ entity: strong, source: "burst", severity: "low", atMs: now - 31 * 86_400_000 }),
    ]);
    const risks = await listRisk(at.context);
    expect(risks.map(({ entity }) => entity)).toEqual([strong, weak]);
    // 73 + 49.5 × 0.5 / 2^1.5 = 81.75
    expect(risks[0]!.sum).toBeCloseTo(81.75, 1);
    expect(risks[0]).toMatchObject({ level: "critical", linesLeftOut: 0 });
    expect(risks[0]!.lines.map(({ score, rank }) => [score, rank])).toEqual([
      [73, 1],
      [49.5, 2],
    ]);
    const one = await getRisk(at.context, { entity: { type: "actor", id: strong.id } });
    expect(one.lines.map(({ alertId }) => alertId)).toEqual(risks[0]!.lines.map(({ alertId }) => alertId));
    await resolveAlerts(at.context, { ids: [risks[0]!.lines[0]!.alertId], resolution: "true_positive" });
    expect((await getRisk(at.context, { entity: { type: "actor", id: strong.id } })).score).toBeCloseTo(24.8, 0);
  });

  test("is 0 of an entity that nothing is known of, and of another tenant's", async () => {
    const entity = newEntity();
    await raise({ entity }, other);
    const { name: _, ...bare } = entity;
    expect(await getRisk(tenant.context, { entity: bare })).toMatchObject({
      entity: bare,
      score: 0,
      level: "low",
      lines: [],
    });
    expect((await refusal(getRisk(tenant.context, { entity: { type: "planet" as never, id: "x" } }))).code).toBe(
      "invalid",
    );
  });
});
