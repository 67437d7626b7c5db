import { beforeAll, describe, expect, test } from "vitest";
import { ROLE_PERMISSIONS } from "#server/access/index.ts";
import { createKey } from "#server/keys/index.ts";
import { createRole } from "#server/roles/index.ts";
import { type Call, openApiServer } from "../tests/api-server.ts";
import { openTestRuntime, superQuery, type TestRuntime } from "../tests/database.ts";
import { raised, raiseIn } from "../tests/findings.ts";
import { noteSecret } from "../tests/secrets/register.ts";
import { inDays, makePerson, makeTenant, type TestTenant } from "../tests/tenant.ts";
import { alertAnswer, entryAnswer, lineAnswer, listAnswer, muteAnswer, riskAnswer } from "./alert-schemas.ts";

let runtime: TestRuntime;
let call: Call;
let acme: TestTenant;
let globex: TestTenant;
beforeAll(async () => {
  runtime = await openTestRuntime();
  ({ call } = await openApiServer());
  [acme, globex] = [await makeTenant(), await makeTenant()];
});

let entities = 0;
async function raise(tenant = acme, over = {}): Promise<string> {
  const entity = { type: "actor", id: `u_${++entities}`, name: "Mika Tan" } as const;
  await raiseIn(tenant.id, [raised({ entity, ...over })]);
  const { json } = await call(`/api/v1/alerts?entity_type=actor&entity_id=${entity.id}`, { token: tenant.management });
  return json.alerts[0].id;
}
const act = (id: string, name: string, json: object = {}, token = acme.management) =>
  call(`/api/v1/alerts/${id}/${name}`, { token, json });
const get = (path: string, token = acme.management) => call(path, { token });

async function managementKey(over: object): Promise<string> {
  const input = { kind: "management", name: "k", purpose: "Tests", expiresAt: inDays(9), ...over } as const;
  const { token } = await createKey(acme.context, input);
  noteSecret(token);
  return token;
}

describe("with a management key", () => {
  test("an alert is listed, opened and seen to, in the words of the description", async () => {
    const id = await raise();
    const { status, json } = await get("/api/v1/alerts?state=open&severity_min=high&limit=1&is_muted=false");
    expect(status).toBe(200);
    listAnswer.parse(json);
    expect(json).toMatchObject({ alerts: [{ id, entity: { type: "actor", name: "Mika Tan" }, score: 58.4 }] });
    const one = await get(`/api/v1/alerts/${id}`);
    alertAnswer.parse(one.json);
    expect(one.json).toMatchObject({
      seqs: [1, 2, 3],
      explanation: { seen: "14 denials over 7 actions in 8 min", window: { from_ms: expect.any(Number) } },
      entries: [{ kind: "raised", by: { type: "system" } }],
      case: { unresolved: 1 },
      risk: { score: 58.4, lines: [{ alert_id: id, rank: 1 }] },
    });
    const person = await makePerson([acme], "auditor");
    expect((await act(id, "acknowledge")).json).toMatchObject({ state: "acknowledged" });
    const assigned = await act(id, "assign", { assignee_id: person.id });
    lineAnswer.parse(assigned.json);
    expect(assigned.json.assignee.id).toBe(person.id);
    expect((await get(`/api/v1/alerts?assignee_id=${person.id}`)).json.alerts).toHaveLength(1);
    expect((await act(id, "assign", { assignee_id: null })).json.assignee).toBeNull();
    const comment = await act(id, "comment", { text: "It was a script." });
    expect(comment.status).toBe(201);
    expect(entryAnswer.parse(comment.json)).toMatchObject({ kind: "commented", by: { type: "key" } });
    expect((await act(id, "resolve", { resolution: "benign", note: "a script" })).json).toMatchObject({
      state: "resolved",
      resolution: "benign",
    });
    expect((await act(id, "reopen")).json).toMatchObject({ state: "open", resolution: null });
    expect((await get("/api/v1/alerts?assignee_id=none")).json.alerts.length).toBeGreaterThan(0);
  });

  test("mutes are made, listed and ended, and scores are read", async () => {
    const id = await raise();
    const { entity } = (await get(`/api/v1/alerts/${id}`)).json;
    const until = inDays(1).toISOString();
    const made = await call("/api/v1/alert-mutes", {
      token: acme.management,
      json: { entity: { type: entity.type, id: entity.id }, until, reason: "they test" },
    });
    expect([made.status, made.json.muted]).toEqual([201, 1]);
    const { json } = await get("/api/v1/alert-mutes");
    expect(muteAnswer.parse(json.mutes[0])).toMatchObject({ id: made.json.id, is_active: true, until });
    const path = `/api/v1/risk?entity_type=actor&entity_id=${entity.id}`;
    expect((await get(path)).json.entities[0].score).toBe(0);
    const ended = await call(`/api/v1/alert-mutes/${made.json.id}`, { token: acme.management, method: "DELETE" });
    expect([ended.status, ended.json.is_active]).toEqual([200, false]);
    expect((await get(path)).json.entities[0].score).toBe(58.4);
    const risks = (await get("/api/v1/risk")).json.entities;
    for (const risk of risks) riskAnswer.parse(risk);
    expect(risks.map(({ score }: { score: number }) => score)).toContain(58.4);
  });

  test("each request is recorded with the key", async () => {
    const id = await raise();
    await get(`/api/v1/alerts/${id}`);
    await act(id, "acknowledge");
    await act(id, "acknowledge");
    await runtime.committer.drain();
    const rows = await superQuery<{ action: string }>(
      runtime.urls,
      "SELECT action FROM event WHERE tenant_id = $1 AND body::jsonb->'actor'->>'type' = 'key' ORDER BY seq DESC LIMIT 3",
      [acme.id],
    );
    expect(rows.map(({ action }) => action)).toEqual(["key.used", "alert.acknowledged", "alert.viewed"]);
  });
});

describe("is refused", () => {
  test("without the right, and with a view that hides something", async () => {
    const id = await raise();
    const role = "Half of an admin";
    await createRole(acme.context, {
      name: role,
      permissions: [...ROLE_PERMISSIONS.admin],
      scope: { environments: ["prod"] },
    });
    const half = await managementKey({ role });
    const asked: [string, string, object?][] = [
      ["GET", "/api/v1/alerts"],
      ["GET", `/api/v1/alerts/${id}`],
      ["POST", `/api/v1/alerts/${id}/acknowledge`, {}],
      ["POST", `/api/v1/alerts/${id}/reopen`, {}],
      ["POST", `/api/v1/alerts/${id}/resolve`, { resolution: "other" }],
      ["POST", `/api/v1/alerts/${id}/assign`, { assignee_id: null }],
      ["POST", `/api/v1/alerts/${id}/comment`, { text: "x" }],
      ["GET", "/api/v1/alert-mutes"],
      ["POST", "/api/v1/alert-mutes", { source: "burst", until: inDays(1).toISOString(), reason: "x" }],
      ["DELETE", "/api/v1/alert-mutes/x"],
      ["GET", "/api/v1/risk"],
    ];
    for (const [method, path, json] of asked) {
      for (const token of [acme.provisioning, acme.ingest, half])
        expect((await call(path, { token, method, ...(json ? { json } : {}) })).status, `${method} ${path}`).toBe(403);
      expect((await call(path, { method, ...(json ? { json } : {}) })).status).toBe(401);
    }
  });

  test("for what is not there, in the same words as another tenant's", async () => {
    const theirs = await raise(globex);
    const words = new Set<string>();
    for (const id of [theirs, "11111111-1111-4111-8111-111111111111", "x"])
      for (const answer of [
        await get(`/api/v1/alerts/${id}`),
        await act(id, "acknowledge"),
        await act(id, "resolve", { resolution: "benign" }),
        await act(id, "comment", { text: "x" }),
      ]) {
        expect(answer.status).toBe(404);
        words.add(answer.json.error.message);
      }
    expect([...words]).toEqual(["There is no such alert."]);
    expect((await get("/api/v1/alerts")).text).not.toContain(theirs);
  });

  test("with the path that was sent", async () => {
    const id = await raise();
    const faults: [string, Awaited<ReturnType<Call>>][] = [
      ["assignee_id", await act(id, "assign", { assignee_id: "x" })],
      ["resolution", await act(id, "resolve", {})],
      ["text", await act(id, "comment", { text: "" })],
      ["severity_min", await get("/api/v1/alerts?severity_min=huge")],
      ["before", await get("/api/v1/alerts?before=x")],
      ["from", await get("/api/v1/alerts?from=x")],
      ["limit", await get("/api/v1/alerts?limit=0")],
      ["is_muted", await get("/api/v1/alerts?is_muted=1")],
      ["entity_id", await get("/api/v1/risk?entity_type=actor")],
      [
        "rule_id",
        await call("/api/v1/alert-mutes", {
          token: acme.management,
          json: { rule_id: "x", until: inDays(1).toISOString(), reason: "x" },
        }),
      ],
    ];
    for (const [path, { status, json }] of faults) {
      expect(status, path).toBe(422);
      expect(json.error.fields[0].path).toBe(path);
    }
  });
});
