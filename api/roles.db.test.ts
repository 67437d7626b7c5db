import { get as httpGet } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { encode } from "next-auth/jwt";
import { beforeAll, describe, expect, test } from "vitest";
import { createKey } from "#server/keys/index.ts";
import { changeMemberRole } from "#server/members/index.ts";
import { sessionCookieName, signIn } from "#server/people/index.ts";
import { createRole, updateRole } from "#server/roles/index.ts";
import { type Call, openApiServer } from "../tests/api-server.ts";
import { openTestRuntime, superQuery, type TestRuntime } from "../tests/database.ts";
import { inDays, makePerson, makeTenant, newEvent, sendEvents, type TestTenant } from "../tests/tenant.ts";

let runtime: TestRuntime;
let acme: TestTenant;
let globex: TestTenant;
let call: Call;
let url: string;
beforeAll(async () => {
  runtime = await openTestRuntime();
  acme = await makeTenant();
  globex = await makeTenant();
  ({ call, url } = await openApiServer());
});

let names = 0;
const newName = () => `Rolle für ${++names} & mehr`;
const at = (name: string) => `/api/v1/roles/${encodeURIComponent(name)}`;
const manage = (path: string, method: string, json?: unknown, token = acme.management) =>
  call(path, { method, token, ...(json === undefined ? {} : { json }) });

describe("roles by a management key", () => {
  test("are made, read, changed and deleted; each request is in the trail before its answer", async () => {
    const name = newName();
    const made = await manage("/api/v1/roles", "POST", {
      name,
      copied_from: "viewer",
      permissions: ["events.read"],
      scope: { environments: ["prod"] },
      masks: ["actor.email"],
    });
    expect([made.status, made.json]).toEqual([201, { name }]);
    const read = await call(at(name), { token: acme.management });
    expect(read.json).toMatchObject({
      name,
      system: false,
      copied_from: "viewer",
      scope: { environments: ["prod"] },
      masks: ["actor.email"],
      words: "only prod; actor's e-mail address masked",
      members: 0,
    });
    const changed = await manage(at(name), "PATCH", { description: "Reads", updated_at: read.json.updated_at });
    expect(changed.status).toBe(200);
    const stale = await manage(at(name), "PATCH", { description: "Other", updated_at: read.json.updated_at });
    expect([stale.status, stale.json.error.code]).toEqual([409, "conflict"]);
    const list = await call("/api/v1/roles", { token: acme.management });
    expect(list.json.roles.map((role: { name: string }) => role.name)).toEqual(
      expect.arrayContaining(["owner", "viewer", name]),
    );
    expect((await manage(at(name), "DELETE")).status).toBe(204);
    expect((await call(at(name), { token: acme.management })).status).toBe(404);
    const rows = await superQuery<{ action: string; n: number }>(
      runtime.urls,
      "SELECT action, count(*)::int AS n FROM event WHERE tenant_id = $1 AND actor_type = 'key' AND action LIKE 'role%' GROUP BY action ORDER BY action",
      [acme.id],
    );
    expect(rows).toEqual([
      { action: "role.created", n: 1 },
      { action: "role.deleted", n: 1 },
      { action: "role.updated", n: 1 },
      { action: "role.viewed", n: 1 },
      { action: "roles.listed", n: 1 },
    ]);
  });

  test("refuse what is wrong, with the path of each fault", async () => {
    const post = (json: unknown) => manage("/api/v1/roles", "POST", json);
    const bad = await post({ name: "", permissions: ["events.fly"], scope: { query: "a" }, more: 1 });
    expect(bad.status).toBe(422);
    const query = await post({ name: newName(), permissions: [], scope: { query: "env:prod (" } });
    expect(query.json.error.fields).toEqual([
      { path: "scope.query", at: expect.any(Number), message: expect.any(String) },
    ]);
    expect((await post({ name: newName(), permissions: [], copied_from: "none" })).json.error.fields[0].path).toBe(
      "copied_from",
    );
    expect((await post([])).status).toBe(422);
    const text = await call("/api/v1/roles", { method: "POST", token: acme.management, body: "{" });
    expect(text.status).toBe(400);
    expect((await manage(at("viewer"), "PATCH", { description: "x" })).status).toBe(403);
    expect((await manage(at("viewer"), "DELETE")).status).toBe(403);
    for (const path of [at("none"), "/api/v1/roles/%00", "/api/v1/roles/%2E%2E%2Fowner", "/api/v1/roles/%E0%A4%A"]) {
      expect((await call(path, { token: acme.management })).status).toBe(404);
      expect((await manage(path, "DELETE")).status).toBe(404);
    }
  });

  test("need the right kind of key, of this tenant", async () => {
    const name = newName();
    await createRole(acme.context, { name, permissions: [] });
    for (const token of [acme.provisioning, acme.ingest]) {
      expect((await call("/api/v1/roles", { token })).status).toBe(403);
      expect((await manage(at(name), "DELETE", undefined, token)).status).toBe(403);
    }
    expect((await call("/api/v1/roles")).status).toBe(401);
    expect((await manage(at(name), "PATCH", { permissions: [] }, globex.management)).status).toBe(404);
    expect((await call(at(name), { token: globex.management })).status).toBe(404);
    expect((await call("/api/v1/roles", { token: globex.management })).text).not.toContain(name);
  });

  test("a key within a role grants no more than that role", async () => {
    const { token } = await createKey(acme.context, {
      kind: "management",
      name: "lead",
      purpose: "tests",
      role: "security_lead",
      expiresAt: inDays(9),
    });
    const answer = await manage("/api/v1/roles", "POST", { name: newName(), permissions: ["tenant.security"] }, token);
    expect([answer.status, answer.json.error.fields[0].path]).toEqual([403, "permissions"]);
  });

  test("a cookie changes nothing", async () => {
    const person = await makePerson([acme], "owner");
    const cookie = await cookieOf(person);
    const path = `/api/v1/roles?tenant=${acme.slug}`;
    expect((await call(path, { headers: { cookie } })).status).toBe(200);
    const made = await call(path, { method: "POST", headers: { cookie }, json: { name: newName(), permissions: [] } });
    expect(made.status).toBe(401);
  });
});

async function cookieOf(person: { email: string; password: string }): Promise<string> {
  const { sessionId } = await signIn({ email: person.email, password: person.password }, { requestId: "r", via: "ui" });
  return `${sessionCookieName(runtime.env.url)}=${await encode({ token: { sid: sessionId }, secret: runtime.env.secret })}`;
}

describe("a changed role holds within a second", () => {
  const WITHIN_MS = 1_000;

  async function roleFor(query: string) {
    const name = newName();
    await createRole(acme.context, { name, permissions: ["events.read", "events.stream"], scope: { query } });
    const person = await makePerson([acme]);
    await changeMemberRole(acme.context, { personId: person.id, role: name });
    return { name, cookie: await cookieOf(person) };
  }

  const actionsOf = (answer: { json: { records: { event: { action: string } }[] } }) =>
    new Set(answer.json.records.map((record) => record.event.action));

  test("for a session that is signed in, at its next request", async () => {
    const tag = `next.${Date.now()}`;
    await sendEvents(acme.ingest, [newEvent({ action: `${tag}.a` }), newEvent({ action: `${tag}.b` })]);
    const { name, cookie } = await roleFor(`action:${tag}.a`);
    const list = () => call(`/api/v1/events?tenant=${acme.slug}&q=action:${tag}.*`, { headers: { cookie } });
    expect(actionsOf(await list())).toEqual(new Set([`${tag}.a`]));
    await updateRole(acme.context, { role: name, scope: { query: `action:${tag}.b` }, masks: ["actor.email"] });
    const answer = await list();
    expect(actionsOf(answer)).toEqual(new Set([`${tag}.b`]));
    expect(answer.text).not.toContain("zoe@example.com");
    await updateRole(acme.context, { role: name, permissions: [] });
    expect((await list()).status).toBe(403);
  });

  test("for a key that acts within it", async () => {
    const tag = `key.${Date.now()}`;
    await sendEvents(acme.ingest, [newEvent({ action: `${tag}.a` }), newEvent({ action: `${tag}.b` })]);
    const { name } = await roleFor(`action:${tag}.a`);
    const { token } = await createKey(acme.context, {
      kind: "provisioning",
      name: "k",
      purpose: "p",
      role: name,
      expiresAt: inDays(9),
    });
    const list = () => call(`/api/v1/events?q=action:${tag}.*`, { token });
    expect(actionsOf(await list())).toEqual(new Set([`${tag}.a`]));
    await updateRole(acme.context, { role: name, scope: { query: `action:${tag}.b` } });
    await sleep(WITHIN_MS);
    expect(actionsOf(await list())).toEqual(new Set([`${tag}.b`]));
    await updateRole(acme.context, { role: name, permissions: ["proofs.read"] });
    await sleep(WITHIN_MS);
    expect((await list()).status).toBe(403);
  });

  test("for live updates that are open", async () => {
    const tag = `tail.${Date.now()}`;
    const { name, cookie } = await roleFor(`action:${tag}.a`);
    let text = "";
    const request = httpGet(new URL(`/api/v1/tail?tenant=${acme.slug}`, url), { headers: { cookie } }, (response) => {
      response.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
    });
    const shows = (part: string) => expect.poll(() => text, { timeout: 5_000 }).toContain(part);
    await shows(": open");
    await sendEvents(acme.ingest, newEvent({ action: `${tag}.b`, description: "hidden before" }));
    await sendEvents(acme.ingest, newEvent({ action: `${tag}.a` }));
    await shows(`${tag}.a`);
    await updateRole(acme.context, { role: name, scope: { query: `action:${tag}.b` } });
    await sleep(WITHIN_MS);
    await sendEvents(acme.ingest, newEvent({ action: `${tag}.a`, description: "hidden after" }));
    await sendEvents(acme.ingest, newEvent({ action: `${tag}.b` }));
    await shows(`${tag}.b`);
    expect(text).not.toContain("hidden");
    await updateRole(acme.context, { role: name, permissions: ["events.read"] });
    const beganMs = Date.now();
    await shows("event: end");
    expect(Date.now() - beganMs).toBeLessThan(2 * WITHIN_MS);
    request.destroy();
  });
});
