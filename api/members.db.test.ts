import { beforeAll, describe, expect, test } from "vitest";
import { type Call, openApiServer } from "../tests/api-server.ts";
import { openTestRuntime, superQuery, type TestRuntime } from "../tests/database.ts";
import { makePerson, makeTenant, type TestTenant } from "../tests/tenant.ts";

let runtime: TestRuntime;
let call: Call;
let acme: TestTenant;
let globex: TestTenant;
beforeAll(async () => {
  runtime = await openTestRuntime();
  ({ call } = await openApiServer());
  acme = await makeTenant();
  globex = await makeTenant();
});

const actionsOf = async (tenant: TestTenant) => {
  await runtime.committer.drain();
  const rows = await superQuery<{ action: string }>(
    runtime.urls,
    "SELECT action FROM event WHERE tenant_id = $1 AND actor_type = 'key' ORDER BY seq",
    [tenant.id],
  );
  return rows.map((row) => row.action);
};

describe("members over the API", () => {
  test("are listed, given another role and removed; each request is in the trail", async () => {
    const person = await makePerson([acme], "viewer");
    const token = acme.management;
    const before = (await actionsOf(acme)).length;
    const list = await call("/api/v1/members", { token });
    expect(list.status).toBe(200);
    const member = list.json.members.find((one: { id: string }) => one.id === person.id);
    expect(member).toEqual({
      id: person.id,
      name: "Zoë Ångström",
      email: person.email,
      role: "viewer",
      since: expect.stringMatching(/Z$/),
      second_factor: false,
      last_seen_at: null,
    });
    const path = `/api/v1/members/${person.id}`;
    expect((await call(path, { token })).json).toEqual(member);
    const changed = await call(path, { token, method: "PATCH", json: { role: "auditor" } });
    expect([changed.status, changed.json.role]).toEqual([200, "auditor"]);
    expect((await call(path, { token, method: "PATCH", json: { role: "auditor" } })).status).toBe(200);
    const removed = await call(path, { token, method: "DELETE" });
    expect([removed.status, removed.text]).toEqual([204, ""]);
    expect((await call(path, { token })).status).toBe(404);
    expect((await call(path, { token, method: "DELETE" })).status).toBe(404);
    expect((await actionsOf(acme)).slice(before)).toEqual([
      "members.listed",
      "member.viewed",
      "member.role_changed",
      "member.viewed",
      "member.removed",
      "key.used",
      "key.used",
    ]);
  });

  test("are invited with a link that is in the answer once, invited again and no more", async () => {
    const token = acme.management;
    const made = await call("/api/v1/invitations", { token, json: { email: "Nia@Example.com", role: "viewer" } });
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({ email: "nia@example.com", role: "viewer", state: "pending", mailed_at: null });
    expect(made.json.link).toMatch(/\/invite#st_inv_/);
    const list = await call("/api/v1/invitations", { token });
    expect(list.json.invitations).toHaveLength(1);
    expect(list.text).not.toContain("st_inv_");
    const path = `/api/v1/invitations/${made.json.id}`;
    const renewed = await call(`${path}/renew`, { token, method: "POST" });
    expect([renewed.status, renewed.json.id]).toEqual([200, made.json.id]);
    expect(renewed.json.link).not.toBe(made.json.link);
    expect((await call(path, { token, method: "DELETE" })).status).toBe(204);
    expect((await call(path, { token, method: "DELETE" })).status).toBe(404);
    expect((await call(`${path}/renew`, { token, method: "POST" })).status).toBe(404);
    expect((await call("/api/v1/invitations", { token })).json.invitations).toEqual([]);
  });

  test("bad bodies are refused with their paths", async () => {
    const token = acme.management;
    const person = await makePerson([acme], "viewer");
    const path = `/api/v1/members/${person.id}`;
    expect((await call("/api/v1/invitations", { token, body: "{" })).status).toBe(400);
    const invalid = await call("/api/v1/invitations", { token, json: { email: "nia", role: "" } });
    expect(invalid.status).toBe(422);
    expect(invalid.json.error.fields.map((one: { path: string }) => one.path).sort()).toEqual(["email", "role"]);
    for (const json of [{}, { role: 1 }, [], null, { role: ["viewer"] }])
      expect((await call(path, { token, method: "PATCH", json })).status, JSON.stringify(json)).toBe(422);
    expect((await call(path, { token, method: "PATCH", json: { role: "nobody" } })).status).toBe(404);
  });

  test("keys without the right are refused and recorded; another tenant's people and invitations are not there", async () => {
    const person = await makePerson([acme], "viewer");
    const made = await call("/api/v1/invitations", {
      token: acme.management,
      json: { email: "ola@example.com", role: "viewer" },
    });
    const requests = [
      ["GET", "/api/v1/members"],
      ["GET", `/api/v1/members/${person.id}`],
      ["PATCH", `/api/v1/members/${person.id}`, { role: "auditor" }],
      ["DELETE", `/api/v1/members/${person.id}`],
      ["GET", "/api/v1/invitations"],
      ["POST", "/api/v1/invitations", { email: "x@example.com", role: "viewer" }],
      ["POST", `/api/v1/invitations/${made.json.id}/renew`],
      ["DELETE", `/api/v1/invitations/${made.json.id}`],
    ] as const;
    for (const [method, path, json] of requests) {
      const sending = json ? { method, json } : { method };
      expect((await call(path, sending)).status, path).toBe(401);
      for (const token of [acme.provisioning, acme.ingest])
        expect((await call(path, { ...sending, token })).status, path).toBe(403);
      const foreign = await call(path, { ...sending, token: globex.management });
      if (path.includes(person.id) || path.includes(made.json.id)) expect(foreign.status, path).toBe(404);
      expect(foreign.text).not.toContain(person.email);
      expect(foreign.text).not.toContain("ola@example.com");
    }
    expect(await actionsOf(acme)).toContain("key.refused");
    const [row] = await superQuery<{ role: string }>(
      runtime.urls,
      "SELECT role FROM membership WHERE person_id = $1 AND tenant_id = $2",
      [person.id, acme.id],
    );
    expect(row).toEqual({ role: "viewer" });
  });

  test("ids that no text can be are not there", async () => {
    const token = acme.management;
    for (const [path, method, json] of [
      ["members/a%00b", "GET"],
      ["members/a%00b", "DELETE"],
      ["members/a%00b", "PATCH", { role: "viewer" }],
      ["invitations/a%00b", "DELETE"],
      ["invitations/a%00b/renew", "POST"],
    ] as const)
      expect((await call(`/api/v1/${path}`, { token, method, ...(json ? { json } : {}) })).status, path).toBe(404);
  });

  test("the last owner stays, also for keys", async () => {
    const tenant = await makeTenant();
    const owner = await makePerson([tenant], "owner");
    const path = `/api/v1/members/${owner.id}`;
    const token = tenant.management;
    expect((await call(path, { token, method: "DELETE" })).status).toBe(409);
    expect((await call(path, { token, method: "PATCH", json: { role: "viewer" } })).status).toBe(409);
  });

  test("the description names every route", async () => {
    const { paths } = (await call("/api/v1/openapi.json")).json;
    expect(Object.keys(paths["/api/v1/members/{id}"]).sort()).toEqual(["delete", "get", "patch"]);
    expect(Object.keys(paths["/api/v1/invitations"]).sort()).toEqual(["get", "post"]);
    expect(Object.keys(paths["/api/v1/invitations/{id}/renew"])).toEqual(["post"]);
  });
});
