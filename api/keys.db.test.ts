import { setTimeout as sleep } from "node:timers/promises";
import { encode } from "next-auth/jwt";
import { beforeAll, describe, expect, test } from "vitest";
import { sessionCookieName, signIn } from "#server/people/index.ts";
import { type Answer, type Call, openApiServer, type Sending } from "../tests/api-server.ts";
import { openTestRuntime, superQuery, type TestRuntime } from "../tests/database.ts";
import { makeRole, trailOf } from "../tests/role-members.ts";
import { noteSecret } from "../tests/secrets/register.ts";
import { inDays, keyIdOf, makePerson, makeTenant, type TestTenant } from "../tests/tenant.ts";

const HOUR_MS = 3_600_000;
/** A change of a key holds everywhere after a second. */
const WITHIN_MS = 1_000;
let runtime: TestRuntime;
let acme: TestTenant;
let globex: TestTenant;
let call: Call;
beforeAll(async () => {
  runtime = await openTestRuntime({ variables: { SEALTRAIL_TRUSTED_PROXIES: "1" } });
  acme = await makeTenant();
  globex = await makeTenant();
  ({ call } = await openApiServer());
});

const KEYS = "/api/v1/keys";
const manage = (path: string, sending: Sending = {}) => call(path, { token: acme.management, ...sending });
const patch = (id: string, json: unknown) => manage(`${KEYS}/${id}`, { method: "PATCH", json });
const act = (id: string, verb: string, json?: unknown) =>
  manage(`${KEYS}/${id}/${verb}`, { method: "POST", ...(json === undefined ? {} : { json }) });
const read = (token: string, ip?: string) =>
  call("/api/v1/events?limit=1", { token, ...(ip ? { headers: { "x-forwarded-for": ip } } : {}) });

const valid = (over: Record<string, unknown> = {}) => ({
  kind: "provisioning",
  name: "Data lake",
  purpose: "Nightly copy",
  expires_at: inDays(30).toISOString(),
  ...over,
});

async function issue(over: Record<string, unknown> = {}, token = acme.management) {
  const answer = await call(KEYS, { token, json: valid(over) });
  expect([answer.status, answer.text.slice(0, 300)]).toEqual([201, expect.any(String)]);
  noteSecret(answer.json.token);
  return answer.json as { id: string; token: string };
}

async function rotate(id: string, graceHours: number) {
  const answer = await act(id, "rotate", { grace_hours: graceHours });
  expect(answer.status).toBe(200);
  noteSecret(answer.json.token);
  return answer.json as { id: string; token: string; old_secret_until: string | null };
}

const statusesOf = async (...tokens: string[]) =>
  (await Promise.all(tokens.map((token) => read(token)))).map((answer) => answer.status);
const refusalsOf = async (id: string) =>
  (await trailOf(runtime, acme, "key.refused", id)).map((event) => event.metadata.reason);

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
    const made = await call(KEYS, { token: acme.management, json: valid(given) });
    expect([made.status, Object.keys(made.json)]).toEqual([201, ["id", "token"]]);
    expect(made.headers["cache-control"]).toBe("no-store");
    const { id, token } = made.json;
    noteSecret(token);
    const one = await manage(`${KEYS}/${id}`);
    expect(one.json).toMatchObject({
      ...given,
      id,
      kind: "provisioning",
      prefix: `st_prv_${id}_`,
      owner: { id: person.id, name: "Zoë Ångström" },
      owner_id: undefined,
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
    const changed = await patch(id, { purpose: "Hourly copy", rows_per_day: null, updated_at: null });
    expect([changed.status, changed.json]).toEqual([
      200,
      expect.objectContaining({ id, purpose: "Hourly copy", rows_per_day: null, rotation_days: 30 }),
    ]);
    const list = await manage(KEYS);
    expect(list.json.keys[0]).toMatchObject({
      id,
      purpose: "Hourly copy",
      week: { requests: 0, rows: 0, refusals: 0 },
    });
    for (const answer of [one, changed, list]) expect(answer.text).not.toContain(token.split("_")[3].slice(0, 20));

    const [created] = await trailOf(runtime, acme, "key.created", id);
    expect(created.actor).toMatchObject({ type: "key", id: keyIdOf(acme.management), purpose: undefined });
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
    const { id } = await issue();
    expect((await act(id, "revoke", { reason: "Done" })).status).toBe(204);
    const revoked = await manage(`${KEYS}?state=revoked`);
    expect(revoked.json.keys.map((key: { id: string }) => key.id)).toEqual([id]);
    const wrong = await manage(`${KEYS}?state=gone`);
    expect([wrong.status, wrong.json.error.fields[0].path]).toEqual([422, "state"]);
  });

  test("are read by a person who is signed in, and changed by none", async () => {
    const person = await makePerson([acme], "auditor");
    const { sessionId } = await signIn({ ...person }, { requestId: "r", via: "ui" });
    const session = await encode({ token: { sid: sessionId }, secret: runtime.env.secret });
    const headers = { cookie: `${sessionCookieName(runtime.env.url)}=${session}` };
    const { id } = await issue();
    for (const path of [KEYS, `${KEYS}/${id}`])
      expect((await call(`${path}?tenant=${acme.slug}`, { headers })).status).toBe(200);
    expect((await call(`${KEYS}/${id}?tenant=${globex.slug}`, { headers })).status).toBe(404);
    const attempts = [
      [`${KEYS}`, "POST", valid()],
      [`${KEYS}/${id}`, "PATCH", { name: "x" }],
      [`${KEYS}/${id}/revoke`, "POST", { reason: "r" }],
    ] as const;
    for (const [path, method, json] of attempts)
      expect((await call(`${path}?tenant=${acme.slug}`, { method, json, headers })).status).toBe(401);
  });

  test("there is no way to delete one", async () => {
    const { id } = await issue();
    expect((await manage(`${KEYS}/${id}`, { method: "DELETE" })).status).toBe(404);
    expect((await manage(`${KEYS}/${id}`)).json.state).toBe("active");
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
    const made = await manage(KEYS, { json: valid(over) });
    expect(faultsOf(made)).toEqual([422, path]);
    if (path === "scope.query") expect(made.json.error.fields[0].at).toBeGreaterThan(0);
    if (path === "kind" || Object.values(over)[0] === undefined) return;
    const { id } = await issue();
    expect(faultsOf(await patch(id, over))).toEqual([422, path]);
  });

  test("of rotating, cutting and revoking", async () => {
    const { id } = await issue();
    for (const [verb, json, path] of [
      ["rotate", {}, "grace_hours"],
      ["rotate", { grace_hours: 0.5 }, "grace_hours"],
      ["rotate", { grace_hours: 721 }, "grace_hours"],
      ["rotate", { grace_hours: 1, reason: "" }, "reason"],
      ["cut", { reason: 1 }, "reason"],
      ["revoke", {}, "reason"],
      ["revoke", { reason: " " }, "reason"],
    ] as const)
      expect(faultsOf(await act(id, verb, json))).toEqual([422, path]);
    for (const verb of ["rotate", "cut", "revoke"]) {
      expect((await manage(`${KEYS}/${id}/${verb}`, { method: "POST", body: "{" })).status).toBe(400);
      expect((await act(id, verb, [])).status).toBe(422);
    }
    expect((await manage(`${KEYS}/${id}/revoke`, { method: "POST" })).status).toBe(400);
    expect((await manage(`${KEYS}/${id}`)).json.state).toBe("active");
  });

  test("and a key that was changed meanwhile, or that is in no state for it", async () => {
    const { id } = await issue();
    const changed = await patch(id, { name: "a", updated_at: null });
    const stale = await patch(id, { name: "b", updated_at: null });
    expect(faultsOf(stale)).toEqual([409, "updated_at"]);
    expect((await patch(id, { name: "b", updated_at: changed.json.updated_at })).status).toBe(200);
    for (const [verb, json] of [["cut"], ["resume"]] as [string, unknown?][])
      expect((await act(id, verb, json)).status).toBe(409);
    expect((await act(id, "revoke", { reason: "r" })).status).toBe(204);
    for (const [verb, json] of [["rotate", { grace_hours: 1 }], ["revoke", { reason: "r" }], ["resume"]] as const)
      expect((await act(id, verb, json)).status).toBe(409);
    expect((await patch(id, { name: "c" })).status).toBe(409);
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
    const { id } = await issue();
    const reader = await makeRole(acme, { permissions: ["events.read", "keys.read"] });
    const { token } = await issue({ kind: "management", role: reader });
    const requests = [["GET", KEYS], ["POST", KEYS, valid()], ...EVERY_ROUTE(id)] as const;
    for (const [method, path, json] of requests) {
      const sending = { method, ...(json === undefined ? {} : { json }) };
      expect((await call(path, sending)).status, path).toBe(401);
      for (const other of [acme.provisioning, acme.ingest])
        expect((await call(path, { ...sending, token: other })).status, `${method} ${path}`).toBe(403);
      expect((await call(path, { ...sending, token })).status, `${method} ${path}`).toBe(method === "GET" ? 200 : 403);
    }
    expect((await manage(`${KEYS}/${id}`)).json).toMatchObject({ state: "active", name: "Data lake", secrets: [] });
    expect(await refusalsOf(keyIdOf(acme.provisioning))).toContain("needs keys.revoke");
  });

  test("another tenant's key: in the same words as a made-up id, which is not repeated", async () => {
    const { id } = await issue();
    const long = "x".repeat(10_000);
    for (const [index] of EVERY_ROUTE(id).entries()) {
      const request = (at: string, token: string) => {
        const [method, path, json] = EVERY_ROUTE(at)[index]!;
        return call(path, { method, token, ...(json === undefined ? {} : { json }) });
      };
      const words = (await request("none", globex.management)).json.error.message;
      const ids = [id, "%00", "a%00b", "%2F", "..%2F..", "%2500", "%252F", "%25", "%E0%A4%A", "%ff", "'", "a b", long];
      for (const at of ids) {
        const answer = await request(
          encodeURI(decodeURISafe(at)) === at ? at : at.replaceAll(" ", "%20"),
          globex.management,
        );
        expect(answer.status, `${at.slice(0, 20)} ${answer.text.slice(0, 200)}`).toBe(404);
        expect(answer.json.error.message, at.slice(0, 20)).toBe(words);
        if (at.length > 10) expect(answer.text).not.toContain(at);
      }
    }
    expect((await manage(`${KEYS}/${id}`)).json).toMatchObject({ state: "active", name: "Data lake", secrets: [] });
    expect((await call(KEYS, { token: globex.management })).text).not.toContain(id);
  });

  test("what its maker may not do or see", async () => {
    const view = { scope: { environments: ["prod"] }, masks: ["actor.email"] };
    const role = await makeRole(acme, { permissions: ["keys.create", "keys.update", "events.read"], ...view });
    const { token } = await issue({ kind: "management", role });
    const wide = await issue({ role: "viewer", permissions: ["events.read"] });
    const make = (over: Record<string, unknown>) => call(KEYS, { token, json: valid(over) });
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
    await issue({}, token);
    const narrow = await issue({ role: "viewer", permissions: ["events.read"], ...view }, token);
    expect((await manage(`${KEYS}/${narrow.id}`)).json.words).toBe("only prod; actor's e-mail address masked");
  });
});

const decodeURISafe = (text: string) => {
  try {
    return decodeURI(text);
  } catch {
    return text;
  }
};

describe("the life of a key", () => {
  test("rotating keeps both secrets until the grace ends, cutting ends the old one", async () => {
    const { id, token } = await issue();
    const second = await rotate(id, 2);
    expect(Date.parse(second.old_secret_until!) - runtime.clock.now().getTime()).toBeGreaterThan(1.9 * HOUR_MS);
    expect(await statusesOf(token, second.token)).toEqual([200, 200]);
    expect((await manage(`${KEYS}/${id}`)).json.state).toBe("rotating");
    runtime.clock.offsetMs += 2 * HOUR_MS + 1_000;
    await sleep(WITHIN_MS);
    expect(await statusesOf(token, second.token)).toEqual([401, 200]);
    await expect.poll(() => refusalsOf(id)).toEqual(["old secret"]);

    const third = await rotate(id, 24);
    expect(await statusesOf(second.token, third.token)).toEqual([200, 200]);
    const cut = await act(id, "cut");
    expect([cut.status, cut.text]).toEqual([204, ""]);
    await sleep(WITHIN_MS);
    expect(await statusesOf(second.token, third.token)).toEqual([401, 200]);
    const key = (await manage(`${KEYS}/${id}`)).json;
    expect(key).toMatchObject({ state: "active", old_secret_until: null });
    expect(key.secrets).toEqual([
      expect.objectContaining({ reason: "leaked", cut_at: expect.any(String) }),
      expect.objectContaining({ reason: "rotated", cut_at: null, replaced_by: "management key" }),
    ]);
    const [event] = await trailOf(runtime, acme, "key.secret_cut", id);
    expect(event.changes[0]).toEqual({ field: "state", before: "rotating", after: "active" });
  });

  test("revoking ends all secrets within a second, and no other key", async () => {
    const [{ id, token }, other] = [await issue(), await issue()];
    const second = await rotate(id, 24);
    expect(await statusesOf(token, second.token, other.token)).toEqual([200, 200, 200]);
    expect((await act(id, "revoke", { reason: "Contract ended" })).status).toBe(204);
    await sleep(WITHIN_MS);
    expect(await statusesOf(token, second.token, other.token)).toEqual([401, 401, 200]);
    expect((await manage(`${KEYS}/${id}`)).json).toMatchObject({
      state: "revoked",
      revoked_by: "management key",
      revoke_reason: "Contract ended",
    });
    await expect.poll(() => refusalsOf(id)).toContain("revoked");
  });

  test("an expired and a suspended one are refused; a suspended one can be resumed", async () => {
    const [ending, resting] = [await issue({ expires_at: inDays(1).toISOString() }), await issue()];
    await superQuery(
      runtime.urls,
      "UPDATE provisioning_key SET suspended_at = now(), suspend_reason = 'unused' WHERE id = $1",
      [resting.id],
    );
    expect(await statusesOf(ending.token, resting.token)).toEqual([200, 401]);
    expect((await manage(`${KEYS}/${resting.id}`)).json).toMatchObject({
      state: "suspended",
      suspend_reason: "unused",
    });
    const resumed = await act(resting.id, "resume");
    expect([resumed.status, resumed.text]).toEqual([204, ""]);
    runtime.clock.offsetMs += 24 * HOUR_MS + 1_000;
    await sleep(WITHIN_MS);
    expect(await statusesOf(ending.token, resting.token)).toEqual([401, 200]);
    expect((await manage(`${KEYS}?state=expired`)).json.keys.map((key: { id: string }) => key.id)).toContain(ending.id);
  });

  test("two rotations at once leave one present secret; with a revocation at once none works", async () => {
    const { id, token } = await issue();
    const both = await Promise.all([rotate(id, 0), rotate(id, 0)]);
    await sleep(WITHIN_MS);
    const statuses = await statusesOf(token, ...both.map((one) => one.token));
    expect([statuses[0], statuses.slice(1).sort()]).toEqual([401, [200, 401]]);
    const [rotated, revoked] = await Promise.all([
      act(id, "rotate", { grace_hours: 24 }),
      act(id, "revoke", { reason: "r" }),
    ]);
    if (rotated.json?.token) noteSecret(rotated.json.token);
    expect(revoked.status).toBe(204);
    expect([200, 409]).toContain(rotated.status);
    await sleep(WITHIN_MS);
    const tokens = [token, ...both.map((one) => one.token), ...(rotated.json.token ? [rotated.json.token] : [])];
    expect(new Set(await statusesOf(...tokens))).toEqual(new Set([401]));
    expect((await manage(`${KEYS}/${id}`)).json.state).toBe("revoked");
  });

  test("a management key may revoke itself and rotate itself, but not cut off what it came with", async () => {
    const { id, token } = await issue({ kind: "management", role: "admin" });
    const self = (verb: string, json?: unknown, by = token) =>
      call(`${KEYS}/${id}/${verb}`, { method: "POST", token: by, ...(json === undefined ? {} : { json }) });
    expect((await self("rotate", { grace_hours: 0 })).status).toBe(409);
    const rotated = await self("rotate", { grace_hours: 1 });
    noteSecret(rotated.json.token);
    expect((await self("cut")).status).toBe(409);
    expect((await self("cut", undefined, rotated.json.token)).status).toBe(204);
    expect((await self("revoke", { reason: "Seen in a log" }, rotated.json.token)).status).toBe(204);
    await sleep(WITHIN_MS);
    for (const one of [token, rotated.json.token]) expect((await call(KEYS, { token: one })).status).toBe(401);
    expect((await trailOf(runtime, acme, "key.revoked", id)).map((event) => event.actor.id)).toEqual([id]);
  });
});

describe("the limits of a key", () => {
  test("addresses: from elsewhere it is refused, and the trail says from where", async () => {
    const { id, token } = await issue({ addresses: ["203.0.113.0/28", "2001:db8::/32"] });
    expect((await read(token, "203.0.113.7")).status).toBe(200);
    expect((await read(token, "2001:db8::1")).status).toBe(200);
    const outside = await read(token, "203.0.113.16");
    expect([outside.status, outside.json.error.code]).toEqual([403, "forbidden"]);
    expect((await read(token, "203.0.113.7, 198.51.100.1")).status).toBe(403);
    expect((await read(token)).status).toBe(403);
    await expect
      .poll(async () => (await trailOf(runtime, acme, "key.refused", id)).map((event) => event.source.ip).sort())
      .toEqual(["127.0.0.1", "198.51.100.1", "203.0.113.16"]);
    const { seen_addresses: seen } = (await manage(`${KEYS}/${id}`)).json;
    expect(seen.find((one: { ip: string }) => one.ip === "203.0.113.7")).toMatchObject({ requests: 1, refusals: 0 });
    expect(seen.find((one: { ip: string }) => one.ip === "203.0.113.16")).toMatchObject({ requests: 0, refusals: 1 });
  });

  test("requests a minute: what is beyond waits, as long as it is told", async () => {
    const { id, token } = await issue({ requests_per_minute: 3 });
    const answers = await Promise.all(Array.from({ length: 8 }, () => read(token)));
    const refused = answers.filter((answer) => answer.status === 429);
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(3);
    expect(refused).toHaveLength(5);
    for (const answer of refused) {
      expect(answer.json.error.code).toBe("rate_limited");
      expect(Number(answer.headers["retry-after"])).toBeGreaterThan(0);
      expect(Number(answer.headers["retry-after"])).toBeLessThanOrEqual(120);
    }
    await expect.poll(() => refusalsOf(id)).toEqual(["requests a minute"]);
    expect((await patch(id, { requests_per_minute: 1_000 })).status).toBe(200);
    await sleep(WITHIN_MS);
    expect((await read(token)).status).toBe(200);
  });

  test("rows a day: a page is as long as what is left, then it is refused", async () => {
    const { token } = await issue({ rows_per_day: 4 });
    const page = (limit: number) => call(`/api/v1/events?limit=${limit}`, { token });
    expect((await page(3)).json.records).toHaveLength(3);
    expect((await page(3)).json.records).toHaveLength(1);
    const refused = await page(3);
    expect([refused.status, Number(refused.headers["retry-after"]) > 0]).toEqual([429, true]);
  });
});

test("a change that cannot be recorded did not happen", async () => {
  const { id, token } = await issue();
  const before = (await manage(KEYS)).json.keys.length;
  const [found] = await superQuery<{ name: string }>(
    runtime.urls,
    "SELECT oid::regprocedure::text AS name FROM pg_proc WHERE proname = 'ledger_append'",
  );
  await superQuery(runtime.urls, `REVOKE EXECUTE ON FUNCTION ${found!.name} FROM sealtrail_app`);
  try {
    const attempts = [
      ["POST", KEYS, valid()],
      ...EVERY_ROUTE(id).filter(([method, path]) => method !== "GET" && /\w\/(rotate|revoke)$|[^/]{10,}$/.test(path)),
    ] as const;
    for (const [method, path, json] of attempts) {
      const answer = await manage(path, { method, ...(json === undefined ? {} : { json }) });
      expect([500, 503, 409], path).toContain(answer.status);
      expect(answer.text).not.toContain("ledger_append");
      expect(answer.text).not.toContain("st_");
    }
  } finally {
    await superQuery(runtime.urls, `GRANT EXECUTE ON FUNCTION ${found!.name} TO sealtrail_app`);
  }
  expect((await manage(KEYS)).json.keys.length).toBe(before);
  expect((await manage(`${KEYS}/${id}`)).json).toMatchObject({ name: "Data lake", state: "active", secrets: [] });
  expect((await read(token)).status).toBe(200);
});

test("the description names every route and shows what they answer", async () => {
  const { paths } = (await call("/api/v1/openapi.json")).json;
  const at = (path: string) => Object.keys(paths[path]).sort();
  expect(at("/api/v1/keys")).toEqual(["get", "post"]);
  expect(at("/api/v1/keys/{id}")).toEqual(["get", "patch"]);
  for (const verb of ["rotate", "cut", "revoke", "resume"]) expect(at(`/api/v1/keys/{id}/${verb}`)).toEqual(["post"]);
  const { id } = await issue();
  const described = (operation: { responses: Record<string, never> }, status: number) =>
    Object.keys(operation.responses[status]!["content"]!["application/json"]!["schema"]!["properties"]!).sort();
  const shown = (answer: Answer) => Object.keys(answer.json).sort();
  const detail = paths["/api/v1/keys/{id}"];
  expect(described(detail.get, 200)).toEqual(shown(await manage(`${KEYS}/${id}`)));
  expect(described(detail.patch, 200)).toEqual(shown(await patch(id, { name: "x" })));
  expect(Object.keys(paths["/api/v1/keys"].post.requestBody.content["application/json"].schema.properties)).toContain(
    "expires_at",
  );
  expect(paths["/api/v1/keys/{id}/cut"].post.requestBody.required).toBe(false);
});
