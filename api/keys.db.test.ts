import { encode } from "next-auth/jwt";
import { beforeAll, describe, expect, test } from "vitest";
import { sessionCookieName, signIn } from "#server/people/index.ts";
import { type Answer, type Call, openApiServer } from "../tests/api-server.ts";
import { openTestRuntime, superQuery, type TestRuntime } from "../tests/database.ts";
import { KEYS, keyCalls, newKey } from "../tests/key-calls.ts";
import { makeRole, trailOf } from "../tests/role-members.ts";
import { noteSecret } from "../tests/secrets/register.ts";
import { keyIdOf, makePerson, makeTenant, type TestTenant } from "../tests/tenant.ts";

let runtime: TestRuntime;
let acme: TestTenant;
let globex: TestTenant;
let call: Call;
let keys: ReturnType<typeof keyCalls>;
beforeAll(async () => {
  runtime = await openTestRuntime();
  acme = await makeTenant();
  globex = await makeTenant();
  ({ call } = await openApiServer());
  keys = keyCalls(call, acme);
});

describe("keys by a management key", () => {
  test("are issued, read, listed and changed; each request is one trail event, without any secret", async () => {
    const person = await makePerson([acme], "auditor");
    const given = {
      recipient: "Audit & Co",
      owner_id: person.id,
      role: "viewer",
      permissions: ["events.read"],
      scope: { environments: ["prod"], query: "-category:authentication" },
      masks: ["actor.email"],
      addresses: ["127.0.0.1"],
      requests_per_minute: 60,
      rows_per_day: 1_000,
      rotation_days: 30,
    };
    const made = await call(KEYS, { token: acme.management, json: newKey(given) });
    expect([made.status, Object.keys(made.json)]).toEqual([201, ["id", "token"]]);
    expect(made.headers["cache-control"]).toBe("no-store");
    const { id, token } = made.json;
    noteSecret(token);
    const one = await keys.manage(`${KEYS}/${id}`);
    const { owner_id: _, ...shown } = given;
    expect(one.json).toMatchObject({
      ...shown,
      id,
      kind: "provisioning",
      prefix: `st_prv_${id}_`,
      owner: { id: person.id, name: "Zoë Ångström" },
      addresses: ["127.0.0.1/32"],
      words: expect.stringContaining("prod"),
      state: "active",
      updated_at: null,
      hours: [],
      seen_addresses: [],
      secrets: [],
      signals: [],
      review: { last_at: null, last_by: null, next_due_at: expect.any(String) },
    });
    const changed = await keys.patch(id, { purpose: "Hourly copy", rows_per_day: null, updated_at: null });
    expect([changed.status, changed.json]).toEqual([
      200,
      expect.objectContaining({ id, purpose: "Hourly copy", rows_per_day: null, rotation_days: 30 }),
    ]);
    const list = await keys.manage(KEYS);
    expect(list.json.keys[0]).toMatchObject({
      id,
      purpose: "Hourly copy",
      week: { requests: 0, rows: 0, refusals: 0 },
    });
    for (const answer of [one, changed, list]) expect(answer.text).not.toContain(token.split("_")[3].slice(0, 20));

    const [created] = await trailOf(runtime, acme, "key.created", id);
    expect(created.actor).toMatchObject({ type: "key", id: keyIdOf(acme.management), metadata: { purpose: "Tests" } });
    const [updated] = await trailOf(runtime, acme, "key.updated", id);
    expect(updated.changes).toEqual([
      { field: "purpose", before: "Nightly copy", after: "Hourly copy" },
      { field: "rows_per_day", before: 1_000, after: null },
    ]);
    const own = await superQuery<{ action: string; body: string }>(
      runtime.urls,
      "SELECT action, body FROM event WHERE tenant_id = $1 AND actor_id = $2 ORDER BY seq",
      [acme.id, keyIdOf(acme.management)],
    );
    expect(own.map((row) => row.action)).toEqual(["key.created", "key.viewed", "key.updated", "keys.listed"]);
    for (const { body } of own) expect(body).not.toContain(token.split("_")[3].slice(0, 20));
  });

  test("are listed by state", async () => {
    const { id } = await keys.issue();
    expect((await keys.act(id, "revoke", { reason: "Done" })).status).toBe(204);
    const revoked = await keys.manage(`${KEYS}?state=revoked`);
    expect(revoked.json.keys.map((key: { id: string }) => key.id)).toEqual([id]);
    const wrong = await keys.manage(`${KEYS}?state=gone`);
    expect([wrong.status, wrong.json.error.fields[0].path]).toEqual([422, "state"]);
  });

  test("are read by a person who is signed in, and changed by none", async () => {
    const person = await makePerson([acme], "auditor");
    const { sessionId } = await signIn({ ...person }, { requestId: "r", via: "ui" });
    const session = await encode({ token: { sid: sessionId }, secret: runtime.env.secret });
    const headers = { cookie: `${sessionCookieName(runtime.env.url)}=${session}` };
    const { id } = await keys.issue();
    for (const path of [KEYS, `${KEYS}/${id}`])
      expect((await call(`${path}?tenant=${acme.slug}`, { headers })).status).toBe(200);
    expect((await call(`${KEYS}/${id}?tenant=${globex.slug}`, { headers })).status).toBe(404);
    const attempts = [
      [`${KEYS}`, "POST", newKey()],
      [`${KEYS}/${id}`, "PATCH", { name: "x" }],
      [`${KEYS}/${id}/revoke`, "POST", { reason: "r" }],
    ] as const;
    for (const [path, method, json] of attempts)
      expect((await call(`${path}?tenant=${acme.slug}`, { method, json, headers })).status).toBe(401);
  });

  test("there is no way to delete one", async () => {
    const { id } = await keys.issue();
    expect((await keys.manage(`${KEYS}/${id}`, { method: "DELETE" })).status).toBe(404);
    expect((await keys.shown(id)).state).toBe("active");
  });
});

describe("what is wrong is refused with the path that was sent", () => {
  const faultsOf = (answer: Answer) => [
    answer.status,
    ...(answer.json.error.fields ?? []).map((one: { path: string }) => one.path),
  ];

  test.each<[string, Record<string, unknown>]>([
    ["name", { name: "" }],
    ["kind", { kind: "platform-ingest" }],
    ["purpose", { purpose: undefined }],
    ["expires_at", { expires_at: undefined }],
    ["expires_at", { expires_at: 1 }],
    ["expires_at", { expires_at: "2027-01-01" }],
    ["expires_at", { expires_at: "2020-01-01T00:00:00Z" }],
    ["expires_at", { expires_at: "2999-01-01T00:00:00+02:00" }],
    ["owner_id", { owner_id: "me" }],
    ["owner_id", { owner_id: "11111111-1111-4111-8111-111111111111" }],
    ["requests_per_minute", { requests_per_minute: 0 }],
    ["rows_per_day", { rows_per_day: "10" }],
    ["rotation_days", { rotation_days: 1.5 }],
    ["scope.query", { scope: { query: "env:prod (" } }],
    ["scope.environments.0", { scope: { environments: ["a b"] } }],
    ["masks.0", { masks: ["action"] }],
    ["addresses.0", { addresses: ["203.0.113.7/28"] }],
    ["permissions", { permissions: ["keys.create"] }],
    ["", { expiresAt: "2027-01-01T00:00:00Z" }],
  ])("%s of %j", async (path, over) => {
    const made = await keys.manage(KEYS, { json: newKey(over) });
    expect(faultsOf(made)).toEqual([422, path]);
    if (path === "scope.query") expect(made.json.error.fields[0].at).toBeGreaterThan(0);
    if (path === "kind" || Object.values(over)[0] === undefined) return;
    const { id } = await keys.issue();
    expect(faultsOf(await keys.patch(id, over))).toEqual([422, path]);
  });

  test("of rotating, cutting and revoking", async () => {
    const { id } = await keys.issue();
    for (const [verb, json, path] of [
      ["rotate", {}, "grace_hours"],
      ["rotate", { grace_hours: 0.5 }, "grace_hours"],
      ["rotate", { grace_hours: 721 }, "grace_hours"],
      ["rotate", { grace_hours: 1, reason: "" }, "reason"],
      ["cut", { reason: 1 }, "reason"],
      ["revoke", {}, "reason"],
      ["revoke", { reason: " " }, "reason"],
    ] as const)
      expect(faultsOf(await keys.act(id, verb, json))).toEqual([422, path]);
    for (const verb of ["rotate", "cut", "revoke"]) {
      expect((await keys.manage(`${KEYS}/${id}/${verb}`, { method: "POST", body: "{" })).status).toBe(400);
      expect((await keys.act(id, verb, [])).status).toBe(422);
    }
    expect((await keys.manage(`${KEYS}/${id}/revoke`, { method: "POST" })).status).toBe(400);
    expect((await keys.shown(id)).state).toBe("active");
  });

  test("and a key that was changed meanwhile, or that is in no state for it", async () => {
    const { id } = await keys.issue();
    const changed = await keys.patch(id, { name: "a", updated_at: null });
    const stale = await keys.patch(id, { name: "b", updated_at: null });
    expect(faultsOf(stale)).toEqual([409, "updated_at"]);
    expect((await keys.patch(id, { name: "b", updated_at: changed.json.updated_at })).status).toBe(200);
    for (const [verb, json] of [["cut"], ["resume"]] as [string, unknown?][])
      expect((await keys.act(id, verb, json)).status).toBe(409);
    expect((await keys.act(id, "revoke", { reason: "r" })).status).toBe(204);
    for (const [verb, json] of [["rotate", { grace_hours: 1 }], ["revoke", { reason: "r" }], ["resume"]] as const)
      expect((await keys.act(id, verb, json)).status).toBe(409);
    expect((await keys.patch(id, { name: "c" })).status).toBe(409);
  });
});

const EVERY_ROUTE = (id: string) =>
  [
    ["GET", `${KEYS}/${id}`],
    ["PATCH", `${KEYS}/${id}`, { name: "x" }],
    ["POST", `${KEYS}/${id}/rotate`, { grace_hours: 1 }],
    ["POST", `${KEYS}/${id}/cut`],
    ["POST", `${KEYS}/${id}/cut`, { reason: "r" }],
    ["POST", `${KEYS}/${id}/revoke`, { reason: "r" }],
    ["POST", `${KEYS}/${id}/resume`],
  ] as const;

describe("whom a key is refused", () => {
  test("other kinds of key, and a management key within a role without the right", async () => {
    const { id } = await keys.issue();
    const reader = await makeRole(acme, { permissions: ["events.read", "keys.read"] });
    const { token } = await keys.issue({ kind: "management", role: reader });
    const requests = [["GET", KEYS], ["POST", KEYS, newKey()], ...EVERY_ROUTE(id)] as const;
    for (const [method, path, json] of requests) {
      const sending = { method, ...(json === undefined ? {} : { json }) };
      expect((await call(path, sending)).status, path).toBe(401);
      for (const other of [acme.provisioning, acme.ingest])
        expect((await call(path, { ...sending, token: other })).status, `${method} ${path}`).toBe(403);
      expect((await call(path, { ...sending, token })).status, `${method} ${path}`).toBe(method === "GET" ? 200 : 403);
    }
    expect(await keys.shown(id)).toMatchObject({ state: "active", name: "Data lake", secrets: [] });
    expect(
      (await trailOf(runtime, acme, "key.refused", keyIdOf(acme.provisioning))).map((event) => event.metadata.reason),
    ).toContain("needs keys.revoke");
  });

  test("another tenant's key: in the same words as a made-up id, which is not repeated", async () => {
    const { id } = await keys.issue();
    const long = "x".repeat(10_000);
    for (const [index] of EVERY_ROUTE(id).entries()) {
      const request = (at: string, token: string) => {
        const [method, path, json] = EVERY_ROUTE(at)[index]!;
        return call(path, { method, token, ...(json === undefined ? {} : { json }) });
      };
      const words = (await request("none", globex.management)).json.error.message;
      const ids = [id, "%00", "a%00b", "%2F", "..%2F..", "%2500", "%252F", "%25", "%E0%A4%A", "%ff", "'", "a b", long];
      for (const at of ids) {
        const answer = await request(at, globex.management);
        expect(answer.status, `${at.slice(0, 20)} ${answer.text.slice(0, 200)}`).toBe(404);
        expect(answer.json.error.message, at.slice(0, 20)).toBe(words);
        if (at.length > 10) expect(answer.text).not.toContain(at);
      }
    }
    expect(await keys.shown(id)).toMatchObject({ state: "active", name: "Data lake", secrets: [] });
    expect((await call(KEYS, { token: globex.management })).text).not.toContain(id);
  });

  test("what its maker may not do or see", async () => {
    const view = { scope: { environments: ["prod"] }, masks: ["actor.email"] };
    const role = await makeRole(acme, { permissions: ["keys.create", "keys.update", "events.read"], ...view });
    const { token } = await keys.issue({ kind: "management", role });
    const wide = await keys.issue({ role: "viewer", permissions: ["events.read"] });
    const make = (over: Record<string, unknown>) => call(KEYS, { token, json: newKey(over) });
    for (const [over, path] of [
      [{ role: "viewer" }, "permissions"],
      [{ role: "viewer", permissions: ["events.read"] }, "scope"],
      [{ role: "viewer", permissions: ["events.read"], ...view, masks: [] }, "scope"],
      [{ kind: "management", role: "owner" }, "permissions"],
    ] as const) {
      const answer = await make(over);
      expect([answer.status, answer.json.error.fields[0].path]).toEqual([403, path]);
    }
    const at = `${KEYS}/${wide.id}`;
    expect((await call(at, { token, method: "PATCH", json: { name: "mine" } })).status).toBe(403);
    expect((await call(`${at}/rotate`, { token, json: { grace_hours: 1 } })).status).toBe(403);
    await keys.issue({}, token);
    const narrow = await keys.issue({ role: "viewer", permissions: ["events.read"], ...view }, token);
    expect((await keys.shown(narrow.id)).words).toBe("only prod; actor's e-mail address masked");
  });
});

test("a change that cannot be recorded did not happen", async () => {
  const { id, token } = await keys.issue();
  const before = (await keys.manage(KEYS)).json.keys.length;
  const [found] = await superQuery<{ name: string }>(
    runtime.urls,
    "SELECT oid::regprocedure::text AS name FROM pg_proc WHERE proname = 'ledger_append'",
  );
  await superQuery(runtime.urls, `REVOKE EXECUTE ON FUNCTION ${found!.name} FROM sealtrail_app`);
  try {
    const attempts = [
      ["POST", KEYS, newKey()],
      ["PATCH", `${KEYS}/${id}`, { name: "x" }],
      ["POST", `${KEYS}/${id}/rotate`, { grace_hours: 0 }],
      ["POST", `${KEYS}/${id}/revoke`, { reason: "r" }],
    ] as const;
    for (const [method, path, json] of attempts) {
      const answer = await keys.manage(path, { method, json });
      expect(answer.status, path).toBe(500);
      expect(answer.text).not.toContain("ledger_append");
      expect(answer.text).not.toContain("st_");
    }
  } finally {
    await superQuery(runtime.urls, `GRANT EXECUTE ON FUNCTION ${found!.name} TO sealtrail_app`);
  }
  expect((await keys.manage(KEYS)).json.keys.length).toBe(before);
  expect(await keys.shown(id)).toMatchObject({ name: "Data lake", state: "active", secrets: [] });
  expect((await keys.read(token)).status).toBe(200);
});

test("the description names every route and shows what they answer", async () => {
  const { paths } = (await call("/api/v1/openapi.json")).json;
  const at = (path: string) => Object.keys(paths[path]).sort();
  expect(at("/api/v1/keys")).toEqual(["get", "post"]);
  expect(at("/api/v1/keys/{id}")).toEqual(["get", "patch"]);
  for (const verb of ["rotate", "cut", "revoke", "resume"]) expect(at(`/api/v1/keys/{id}/${verb}`)).toEqual(["post"]);
  const { id } = await keys.issue();
  // biome-ignore lint/suspicious/noExplicitAny: part of an OpenAPI document
  const described = (operation: any, status: number) =>
    Object.keys(operation.responses[status].content["application/json"].schema.properties).sort();
  const shown = (answer: Answer) => Object.keys(answer.json).sort();
  const detail = paths["/api/v1/keys/{id}"];
  expect(described(detail.get, 200)).toEqual(shown(await keys.manage(`${KEYS}/${id}`)));
  expect(described(detail.patch, 200)).toEqual(shown(await keys.patch(id, { name: "x" })));
  expect(Object.keys(paths["/api/v1/keys"].post.requestBody.content["application/json"].schema.properties)).toContain(
    "expires_at",
  );
  expect(paths["/api/v1/keys/{id}/cut"].post.requestBody.required).toBe(false);
});
