import { beforeAll, describe, expect, it } from "vitest";
import { type Call, openApiServer } from "../tests/api-server.ts";
import { openTestRuntime } from "../tests/database.ts";
import { makeTenant, type TestTenant } from "../tests/tenant.ts";

let tenant: TestTenant;
let other: TestTenant;
let call: Call;
beforeAll(async () => {
  await openTestRuntime();
  [tenant, other] = [await makeTenant(), await makeTenant()];
  ({ call } = await openApiServer());
});

const ask = (method: string, path: string, json?: object, token = tenant.management) =>
  call(`/api/v1/rules${path}`, { method, token, ...(json ? { json } : {}) });

const BODY = {
  name: "Many reads",
  severity: "high",
  is_on: true,
  definition: {
    kind: "distinct",
    query: "action:secret.read",
    field: "target.id",
    count: 10,
    window_s: 3_600,
    group_by: ["actor.id"],
  },
  dedup_minutes: 30,
  suppression: { query: "actor:svc", alerts_per_day: 5 },
  runbook_url: "https://wiki.example/reads",
};

describe("/api/v1/rules", () => {
  it("makes, lists, changes and deletes", async () => {
    const made = await ask("POST", "", BODY);
    expect(made.status).toBe(201);
    const { id } = made.json;
    expect(made.json).toMatchObject({
      ...BODY,
      definition: { ...BODY.definition, patterns: [] },
      version: 1,
      health: null,
      paused_at: null,
      alerts_30d: 0,
    });
    expect((await ask("GET", "")).json).toEqual({ rules: [made.json], rules_max: 200 });
    const changed = await ask("PATCH", `/${id}`, {
      definition: { ...BODY.definition, window_s: 60 },
      updated_at: made.json.updated_at,
    });
    expect(changed).toMatchObject({ status: 200, json: { id, version: 2, definition: { window_s: 60 } } });
    expect((await ask("GET", `/${id}`)).json).toEqual(changed.json);
    const stale = await ask("PATCH", `/${id}`, { is_on: false, updated_at: made.json.updated_at });
    expect([stale.status, stale.json.error.fields[0].path]).toEqual([409, "updated_at"]);
    const text = changed.json.text.replace("Many reads", "Other reads");
    const copied = await ask("POST", "", { text });
    expect(copied).toMatchObject({
      status: 201,
      json: { name: "Other reads", is_on: false, definition: { window_s: 60 } },
    });
    expect((await ask("PATCH", `/${copied.json.id}`, { text: text.replace("10", "11") })).json.definition.count).toBe(
      11,
    );
    expect((await ask("POST", "", { text })).status).toBe(409);
    expect((await ask("DELETE", `/${id}`)).status).toBe(204);
    expect((await ask("GET", `/${id}`)).status).toBe(404);
  });

  it("says what is wrong, with the names that were sent", async () => {
    const faultOf = async (body: object, method = "POST", path = "") => {
      const { status, json } = await ask(method, path, body);
      return [status, json.error.fields?.[0].path];
    };
    const { definition } = BODY;
    expect(await faultOf({ ...BODY, definition: { ...definition, window_s: 1 } })).toEqual([
      422,
      "definition.window_s",
    ]);
    expect(await faultOf({ ...BODY, definition: { ...definition, group_by: ["who"] } })).toEqual([
      422,
      "definition.group_by.0",
    ]);
    expect(await faultOf({ ...BODY, suppression: { alerts_per_day: 0 } })).toEqual([422, "suppression.alerts_per_day"]);
    expect(await faultOf({ ...BODY, owner: "me" })).toEqual([422, ""]);
    expect(await faultOf({ text: "rule: x" })).toEqual([422, "text"]);
    expect(await faultOf({ text: "rule: x", name: "y" })).toEqual([422, ""]);
    expect(await faultOf({ id: "x" }, "PATCH", "/x")).toEqual([422, ""]);
    const { status, json } = await ask("POST", "", { ...BODY, definition: { ...definition, query: "env:a acton:x" } });
    expect(status).toBe(422);
    expect(json.error.fields).toMatchObject([{ path: "definition.query", at: 6 }]);
  });

  it("is for management keys of the tenant alone", async () => {
    const { id } = (await ask("POST", "", { ...BODY, name: "Kept" })).json;
    for (const [method, path, body] of [
      ["GET", "", undefined],
      ["GET", `/${id}`, undefined],
      ["POST", "", BODY],
      ["PATCH", `/${id}`, { is_on: false }],
      ["DELETE", `/${id}`, undefined],
    ] as const) {
      for (const token of [tenant.provisioning, tenant.ingest])
        expect((await ask(method, path, body, token)).status, `${method} ${path}`).toBe(403);
      if (path !== "") expect((await ask(method, path, body, other.management)).status).toBe(404);
    }
    expect((await ask("GET", "", undefined, other.management)).json.rules).toEqual([]);
    expect((await ask("GET", `/${id}`)).json.is_on).toBe(true);
  });
});
