import { beforeAll, describe, expect, test } from "vitest";
import type { SealedEvent } from "#tlog";
import { openTestRuntime, superQuery, type TestRuntime } from "../../tests/database.ts";
import { extended, newFinding, newKey, raised, raiseIn } from "../../tests/findings.ts";
import { randomOf } from "../../tests/random.ts";
import { makeTenant, type TestTenant } from "../../tests/tenant.ts";
import { inTenant } from "../access/index.ts";
import type { Finding, Outcome } from "../findings/index.ts";
import { uuidv7 } from "../ids.ts";
import { createMute, getAlert, HISTORY_MS, listAlerts, raiseAlerts, resolveAlerts } from "./index.ts";

let runtime: TestRuntime;
let tenant: TestTenant;
beforeAll(async () => {
  runtime = await openTestRuntime();
  tenant = await makeTenant();
});

let entities = 0;
const newEntity = (): Finding["entity"] => ({ type: "actor", id: `u_${++entities}`, name: `Person ${entities}` });
const nowMs = () => runtime.clock.now().getTime();
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const alertsOf = async (entity: Finding["entity"], at = tenant) =>
  (await listAlerts(at.context, { entityType: entity.type, entityId: entity.id })).alerts;
const theAlertOf = async (entity: Finding["entity"]) =>
  getAlert(tenant.context, { id: (await alertsOf(entity))[0]!.id });

async function trailOf(id: string, at = tenant): Promise<SealedEvent[]> {
  await runtime.committer.drain();
  const rows = await superQuery<{ body: string }>(
    runtime.urls,
    "SELECT body FROM event WHERE tenant_id = $1 AND action LIKE 'alert.%' AND action <> 'alert.viewed' AND position($2 IN body) > 0 ORDER BY seq",
    [at.id, id],
  );
  return rows.map((row) => JSON.parse(row.body) as SealedEvent);
}

const deliveriesFor = (id: string) =>
  superQuery<{ body: string }>(runtime.urls, "SELECT body FROM alert_delivery WHERE alert_id = $1", [id]);

describe("a finding that is new", () => {
  test("is an alert with its explanation, events, case, entry and trail event", async () => {
    const entity = newEntity();
    const finding = newFinding({ entity, seqs: [5, 9, 2], events: 3, runbookUrl: "https://wiki.example/denied" });
    const alertKey = newKey();
    expect(await raiseIn(tenant.id, [{ kind: "raise", alertKey, finding }])).toEqual({ raised: 1, extended: 0 });
    const alert = await theAlertOf(entity);
    expect(alert).toMatchObject({
      source: "denied_spike",
      ruleId: null,
      entity,
      title: finding.title,
      severity: "high",
      confidence: 0.8,
      score: 58.4,
      state: "open",
      resolution: null,
      assignee: null,
      isMuted: false,
      mute: null,
      lastAt: new Date(finding.atMs).toISOString(),
      firstAt: new Date(finding.explanation.window.fromMs).toISOString(),
      events: 3,
      seqs: [2, 5, 9],
      explanation: finding.explanation,
      isLate: false,
      runbookUrl: "https://wiki.example/denied",
      case: { entity, closedAt: null, alerts: 1, unresolved: 1, others: [] },
      risk: { entity, score: 58.4, level: "high" },
    });
    expect(alert.entries).toMatchObject([{ kind: "raised", by: { type: "system", name: "Sealtrail" }, detail: {} }]);
    const [event, ...more] = await trailOf(alert.id);
    expect(more).toEqual([]);
    expect(event).toMatchObject({
      action: "alert.raised",
      category: "security",
      severity: "high",
      actor: { type: "system" },
      targets: [{ type: "alert", id: alert.id, name: finding.title }],
      metadata: { source: "denied_spike", score: 58.4, entity, alert_key: alertKey, seqs: [2, 5, 9], events: 3 },
    });
  });

  test("changes nothing when it is an alert already, as after a rebuild", async () => {
    const entity = newEntity();
    const outcome = raised({ entity });
    await raiseIn(tenant.id, [outcome]);
    const before = await theAlertOf(entity);
    expect(await raiseIn(tenant.id, [outcome, raised({ entity: newEntity() })])).toEqual({ raised: 1, extended: 0 });
    const { at: _, lines: __, ...risk } = (await theAlertOf(entity)).risk;
    expect(await theAlertOf(entity)).toMatchObject({ ...before, risk: {} });
    expect(risk.score).toBe(before.risk.score);
    expect(await trailOf(before.id)).toHaveLength(1);
  });

  test("is an alert of each tenant for itself", async () => {
    const other = await makeTenant();
    const entity = newEntity();
    const outcome = raised({ entity });
    await raiseIn(tenant.id, [outcome]);
    await raiseIn(other.id, [outcome]);
    const [here, there] = [await alertsOf(entity), await alertsOf(entity, other)];
    expect([here.length, there.length]).toEqual([1, 1]);
    expect(here[0]!.id).not.toBe(there[0]!.id);
    expect(here[0]!.caseId).not.toBe(there[0]!.caseId);
  });

  test("did not happen when the transaction fails", async () => {
    const entity = newEntity();
    const failing = inTenant(tenant.context, "alerts.triage", async (tx) => {
      await raiseAlerts(tx, [raised({ entity })], new Map());
      throw new Error("the worker is gone");
    });
    await expect(failing).rejects.toThrow("the worker is gone");
    expect(await alertsOf(entity)).toEqual([]);
  });

  test("without events of its own, as of silence, is an alert too", async () => {
    const entity = { type: "origin", id: "github" } as const;
    await raiseIn(tenant.id, [raised({ entity, source: "silence", seqs: [], events: 0 })]);
    expect(await theAlertOf(entity)).toMatchObject({ seqs: [], events: 0, source: "silence" });
  });
});

describe("a finding that belongs to an alert", () => {
  test("adds its events, once, and says so at most once an hour", async () => {
    const entity = newEntity();
    const atMs = nowMs() - 60_000;
    const outcome = raised({ entity, seqs: [1, 2, 3], atMs });
    await raiseIn(tenant.id, [outcome]);
    const more = extended(outcome.alertKey, { entity, seqs: [2, 3, 7], events: 3, atMs: atMs + 30_000 });
    expect(await raiseIn(tenant.id, [more])).toEqual({ raised: 0, extended: 1 });
    expect(await theAlertOf(entity)).toMatchObject({
      events: 4,
      seqs: [1, 2, 3, 7],
      lastAt: new Date(atMs + 30_000).toISOString(),
      score: 58.4,
      entries: [{ kind: "raised" }],
    });
    expect(await raiseIn(tenant.id, [more])).toEqual({ raised: 0, extended: 0 });

    runtime.clock.offsetMs += HOUR;
    await raiseIn(tenant.id, [extended(outcome.alertKey, { entity, seqs: [3, 7, 8], atMs: atMs + 40_000 })]);
    await raiseIn(tenant.id, [extended(outcome.alertKey, { entity, seqs: [7, 8, 9], atMs: atMs + 50_000 })]);
    const { entries, events } = await theAlertOf(entity);
    expect(events).toBe(6);
    expect(entries.map(({ kind, detail }) => [kind, detail.added, detail.events])).toEqual([
      ["raised", undefined, undefined],
      ["extended", 1, 5],
    ]);
  });

  test("brings its severity and explanation with it when it is stronger, and no weaker one does", async () => {
    const entity = newEntity();
    const outcome = raised({ entity, severity: "medium" });
    const strong = newFinding({ entity, severity: "critical", title: "It is all gone", seqs: [4] });
    await raiseIn(tenant.id, [outcome]);
    await raiseIn(tenant.id, [
      { kind: "extend", alertKey: outcome.alertKey, finding: strong },
      extended(outcome.alertKey, { entity, severity: "low", title: "Hardly anything", seqs: [5] }),
    ]);
    const alert = await theAlertOf(entity);
    expect(alert).toMatchObject({ severity: "critical", score: 79.2, title: "It is all gone", events: 5 });
    expect(alert.explanation).toEqual(strong.explanation);
    expect(alert.entries.at(-1)).toMatchObject({ kind: "extended", detail: { severityBefore: "medium" } });
  });

  test("opens an alert again that was resolved, with a trail event", async () => {
    const entity = newEntity();
    const outcome = raised({ entity });
    await raiseIn(tenant.id, [outcome]);
    const { id, caseId } = await theAlertOf(entity);
    await resolveAlerts(tenant.context, { ids: [id], resolution: "benign", note: "a load test" });
    expect(await raiseIn(tenant.id, [outcome, extended(outcome.alertKey, { entity })])).toEqual({
      raised: 0,
      extended: 0,
    });
    expect((await theAlertOf(entity)).state).toBe("resolved");

    await raiseIn(tenant.id, [extended(outcome.alertKey, { entity, seqs: [3, 4] })]);
    const alert = await theAlertOf(entity);
    expect(alert).toMatchObject({ state: "open", resolution: null, resolutionNote: null, resolvedAt: null });
    expect(alert.entries.at(-1)).toMatchObject({ kind: "reopened", detail: { isMoreCame: true, added: 1 } });
    // Its case was closed, and stays so.
    expect(alert.caseId).not.toBe(caseId);
    expect((await trailOf(id)).map(({ action }) => action)).toEqual([
      "alert.raised",
      "alert.resolved",
      "alert.reopened",
    ]);
  });

  test("is an alert of its own where that one is not there", async () => {
    const entity = newEntity();
    await raiseIn(tenant.id, [extended(newKey(), { entity })]);
    expect(await alertsOf(entity)).toHaveLength(1);
  });

  test("keeps the first 99 events and the last one", async () => {
    const entity = newEntity();
    const outcome = raised({ entity, seqs: Array.from({ length: 60 }, (_, i) => i), events: 60 });
    await raiseIn(tenant.id, [outcome]);
    const seqs = Array.from({ length: 100 }, (_, i) => i + 40);
    await raiseIn(tenant.id, [extended(outcome.alertKey, { entity, seqs, events: 500 })]);
    await raiseIn(tenant.id, [extended(outcome.alertKey, { entity, seqs: [130, 139, 150], events: 3 })]);
    const alert = await theAlertOf(entity);
    expect(alert.events).toBe(501);
    expect(alert.seqs).toEqual([...Array.from({ length: 99 }, (_, i) => i), 150]);
  });
});

test("the same outcomes make the same alerts, however they are cut into batches, and once more change nothing", async () => {
  const random = randomOf(17);
  const pick = (max: number) => Math.floor(random() * max);
  const base = nowMs() - 2 * HOUR;
  const keys = Array.from({ length: 12 }, newKey);
  const seen = new Set<string>();
  const outcomes: Outcome[] = Array.from({ length: 300 }, (_, i) => {
    const alertKey = keys[pick(keys.length)]!;
    const first = !seen.has(alertKey);
    seen.add(alertKey);
    const finding = newFinding({
      entity: { type: "actor", id: `cut_${keys.indexOf(alertKey) % 5}` },
      seqs: [...new Set([i * 3 - pick(40), i * 3 - pick(9), i * 3])].filter((seq) => seq >= 0).sort((a, b) => a - b),
      severity: (["low", "medium", "high", "critical"] as const)[pick(4)]!,
      confidence: 0.3 + pick(8) / 10,
      atMs: base + i * 1_000 - pick(5_000),
    });
    return { kind: first ? "raise" : "extend", alertKey, finding };
  });
  const summaryOf = async (at: TestTenant) =>
    superQuery(
      runtime.urls,
      `SELECT alert_key, title, severity, confidence, score, first_at, last_at, events, explanation, is_late, state,
              ARRAY(SELECT seq FROM alert_event e WHERE e.alert_id = a.id ORDER BY seq) AS seqs,
              ARRAY(SELECT b.alert_key FROM alert b WHERE b.case_id = a.case_id ORDER BY 1) AS mates
         FROM alert a WHERE tenant_id = $1 ORDER BY alert_key`,
      [at.id],
    );
  const summaries = [];
  for (const size of [300, 37, 1]) {
    const at = await makeTenant();
    for (let from = 0; from < outcomes.length; from += size) await raiseIn(at.id, outcomes.slice(from, from + size));
    summaries.push(await summaryOf(at));
    for (let from = 0; from < outcomes.length; from += 50) await raiseIn(at.id, outcomes.slice(from, from + 50));
    expect(await summaryOf(at)).toEqual(summaries.at(-1));
  }
  expect(summaries[0]).toHaveLength(12);
  expect(summaries[1]).toEqual(summaries[0]);
  expect(summaries[2]).toEqual(summaries[0]);
});

describe("a case", () => {
  const casesOf = (entity: Finding["entity"]) =>
    superQuery<{ id: string; closed_at: Date | null }>(
      runtime.urls,
      "SELECT id, closed_at FROM alert_case WHERE tenant_id = $1 AND entity_id = $2 ORDER BY opened_at, id",
      [tenant.id, entity.id],
    );

  test("gathers the alerts of one entity within seven days of the last one, in one batch and over many", async () => {
    const entity = newEntity();
    const base = nowMs() - 40 * DAY;
    await raiseIn(tenant.id, [
      raised({ entity, atMs: base }),
      raised({ entity: newEntity(), atMs: base }),
      raised({ entity, atMs: base + 6 * DAY }),
    ]);
    await raiseIn(tenant.id, [raised({ entity, atMs: base + 13 * DAY })]);
    expect(await casesOf(entity)).toHaveLength(1);
    await raiseIn(tenant.id, [raised({ entity, atMs: base + 21 * DAY }), raised({ entity, atMs: base + 30 * DAY })]);
    const cases = await casesOf(entity);
    expect(cases.filter(({ closed_at }) => closed_at === null)).toHaveLength(1);
    expect(cases).toHaveLength(3);
    expect((await theAlertOf(entity)).case).toMatchObject({ alerts: 1, unresolved: 1, others: [] });
    const first = await getAlert(tenant.context, { id: (await alertsOf(entity)).at(-1)!.id });
    expect(first.case).toMatchObject({ alerts: 3, unresolved: 3 });
    expect(first.case.others.map(({ lastAt }) => Date.parse(lastAt))).toEqual([base + 13 * DAY, base + 6 * DAY]);
  });

  test("tells entities of the same id and another type apart", async () => {
    const { id } = newEntity();
    await raiseIn(tenant.id, [raised({ entity: { type: "actor", id } }), raised({ entity: { type: "session", id } })]);
    expect(await casesOf({ type: "actor", id })).toHaveLength(2);
  });

  test("is closed with its last alert that was not resolved, and never opens again", async () => {
    const entity = newEntity();
    await raiseIn(tenant.id, [raised({ entity }), raised({ entity })]);
    const [one, two] = await alertsOf(entity);
    await resolveAlerts(tenant.context, { ids: [one!.id], resolution: "benign" });
    expect((await casesOf(entity)).map(({ closed_at }) => closed_at)).toEqual([null]);
    await resolveAlerts(tenant.context, { ids: [two!.id], resolution: "duplicate" });
    expect((await casesOf(entity))[0]!.closed_at).not.toBeNull();
    await raiseIn(tenant.id, [raised({ entity })]);
    const cases = await casesOf(entity);
    expect(cases.map(({ closed_at }) => closed_at === null)).toEqual([false, true]);
  });
});

describe("who is woken", () => {
  beforeAll(() =>
    inTenant(tenant.context, "channels.manage", (tx) =>
      tx.db.alertChannel.create({
        data: {
          tenantId: tenant.id,
          id: uuidv7(Date.now()),
          name: "Everybody",
          kind: "webhook",
          url: "https://hooks.example/alerts",
          recipients: [],
          severityMin: "low",
          query: "",
          isOn: true,
          createdAt: new Date(),
          createdBy: "test",
          updatedAt: new Date(),
        },
      }),
    ),
  );

  test("an alert goes to the channels in the same transaction", async () => {
    const entity = newEntity();
    await raiseIn(tenant.id, [raised({ entity })]);
    const { id } = await theAlertOf(entity);
    const [delivery, ...more] = await deliveriesFor(id);
    expect(more).toEqual([]);
    expect(delivery!.body).toContain(id);
  });

  test("one that is muted does not, and counts nowhere", async () => {
    const entity = newEntity();
    const until = new Date(nowMs() + DAY).toISOString();
    const mute = await createMute(tenant.context, {
      entity: { type: "actor", id: entity.id },
      until,
      reason: "a test",
    });
    await raiseIn(tenant.id, [raised({ entity })]);
    const alert = await theAlertOf(entity);
    expect(alert).toMatchObject({ isMuted: true, mute: { id: mute.id, isActive: true }, risk: { score: 0 } });
    expect(alert.entries[0]!.detail).toEqual({ muteId: mute.id });
    expect(await deliveriesFor(alert.id)).toEqual([]);
  });

  test("one of more than a day ago does not: it is found in history", async () => {
    const [old, fresh] = [newEntity(), newEntity()];
    await raiseIn(tenant.id, [
      raised({ entity: old, atMs: nowMs() - HISTORY_MS - 1_000 }),
      raised({ entity: fresh, atMs: nowMs() - HISTORY_MS + 60_000 }),
    ]);
    const alert = await theAlertOf(old);
    expect(alert.entries[0]!.detail).toEqual({ isHistory: true });
    expect(await deliveriesFor(alert.id)).toEqual([]);
    expect(await deliveriesFor((await theAlertOf(fresh)).id)).toHaveLength(1);
  });

  test("once more when an alert opens again or its severity rises, and not when it is only extended", async () => {
    const entity = newEntity();
    const outcome = raised({ entity, severity: "medium" });
    await raiseIn(tenant.id, [outcome]);
    const { id } = await theAlertOf(entity);
    await raiseIn(tenant.id, [extended(outcome.alertKey, { entity, severity: "medium", seqs: [10] })]);
    expect(await deliveriesFor(id)).toHaveLength(1);
    await raiseIn(tenant.id, [extended(outcome.alertKey, { entity, severity: "critical", seqs: [11] })]);
    expect(await deliveriesFor(id)).toHaveLength(2);
    await resolveAlerts(tenant.context, { ids: [id], resolution: "benign" });
    await raiseIn(tenant.id, [extended(outcome.alertKey, { entity, severity: "low", seqs: [12] })]);
    expect(await deliveriesFor(id)).toHaveLength(3);
  });
});

test("five hundred at once are as many alerts", async () => {
  const at = await makeTenant();
  const outcomes = Array.from({ length: 500 }, (_, i) =>
    raised({
      entity: { type: "ip", id: `198.51.100.${i % 256}` },
      seqs: Array.from({ length: 20 }, (_, n) => i * 20 + n),
    }),
  );
  expect(await raiseIn(at.id, outcomes)).toEqual({ raised: 500, extended: 0 });
  expect((await listAlerts(at.context, { limit: 1 })).counts).toEqual({
    open: 500,
    acknowledged: 0,
    resolved: 0,
    muted: 0,
  });
});
