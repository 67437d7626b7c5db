import { encode } from "next-auth/jwt";
import { beforeAll, describe, expect, test } from "vitest";
import type { SystemRole } from "#server/access/index.ts";
import { sessionCookieName, signIn } from "#server/people/index.ts";
import { type Call, openApiServer } from "../tests/api-server.ts";
import { openTestRuntime, superQuery, type TestRuntime } from "../tests/database.ts";
import { keyIdOf, makePerson, makeTenant, newEvent, sendEvents, type TestTenant } from "../tests/tenant.ts";

let runtime: TestRuntime;
let call: Call;
let acme: TestTenant;
let globex: TestTenant;
beforeAll(async () => {
  runtime = await openTestRuntime();
  ({ call } = await openApiServer());
  [acme, globex] = [await makeTenant(), await makeTenant()];
});

interface Ask {
  method?: string;
  json?: unknown;
  tenant?: TestTenant;
  /** What the browser says of the page that asks. */
  site?: string | undefined;
}

/** Calls as a signed-in member, from a page of the site. */
async function memberOf(role: SystemRole, at = acme) {
  const { email, password, id } = await makePerson([at], role);
  const { sessionId } = await signIn({ email, password }, { requestId: "r", via: "ui" });
  const token = await encode({ token: { sid: sessionId }, secret: runtime.env.secret });
  const cookie = `${sessionCookieName(runtime.env.url)}=${token}`;
  const ask = (path: string, { tenant = at, site = "same-origin", ...sending }: Ask = {}) =>
    call(`${path}?tenant=${tenant.slug}`, {
      ...sending,
      headers: { cookie, ...(site ? { "sec-fetch-site": site } : {}) },
    });
  return { id, cookie, ask };
}
type Member = Awaited<ReturnType<typeof memberOf>>;

let names = 0;
const body = (over: object = {}) => ({
  name: `View ${++names}`,
  state: { q: "outcome:denied", range: "30d" },
  ...over,
});
const save = (member: Member, over: object = {}) => member.ask("/api/v1/views", { json: body(over) });
const at = (id: string) => `/api/v1/views/${id}`;
const list = async (member: Member) => (await member.ask("/api/v1/views")).json;

describe("views over the API", () => {
  test("are saved, shared, renamed, made a role's default and deleted", async () => {
    const [lead, viewer] = [await memberOf("security_lead"), await memberOf("viewer")];
    expect((await list(viewer)).default_id).toBeNull();
    const made = await save(lead, { name: "Denied in production" });
    expect(made.status).toBe(201);
    const { id, updated_at } = made.json;
    expect(made.json).toEqual({
      id: expect.any(String),
      name: "Denied in production",
      is_shared: false,
      is_own: true,
      owner: "Zoë Ångström",
      can_change: true,
      default_of: [],
      state: { q: "outcome:denied", range: "30d" },
      created_at: updated_at,
      updated_at: expect.stringMatching(/Z$/),
    });
    const patch = (json: object) => lead.ask(at(id), { method: "PATCH", json });
    expect((await list(viewer)).views).toEqual([]);
    expect((await patch({ is_shared: true })).json.is_shared).toBe(true);
    const both = await patch({ is_shared: false, name: "x" });
    expect([both.status, both.json.error.fields[0].path]).toEqual([422, "is_shared"]);
    const renamed = await patch({ name: "Denied", state: { q: "outcome:denied env:prod", widths: { event: 300 } } });
    expect(renamed.json).toMatchObject({
      name: "Denied",
      state: { q: "outcome:denied env:prod", widths: { event: 300 } },
    });
    const late = await patch({ name: "Late", updated_at });
    expect([late.status, late.json.error.fields[0].path]).toEqual([409, "updated_at"]);
    const set = (view_id: string | null) =>
      lead.ask("/api/v1/view-defaults/viewer", { method: "PUT", json: { view_id } });
    expect((await set(id)).status).toBe(204);
    expect(await list(viewer)).toMatchObject({
      default_id: id,
      views: [{ id, name: "Denied", is_shared: true, is_own: false, can_change: false, default_of: ["viewer"] }],
    });
    expect((await lead.ask(at(id), { method: "DELETE" })).status).toBe(204);
    expect(await list(viewer)).toEqual({ views: [], default_id: null });
  });

  test("are not for another tenant, another's private one is not there, and roles hold", async () => {
    const [viewer, owner, stranger] = [
      await memberOf("viewer"),
      await memberOf("owner"),
      await memberOf("owner", globex),
    ];
    const { id } = (await save(viewer)).json;
    const unknown = at("0f6b1c3e-8a54-4c1b-9d53-3a3b4a5e6f70");
    for (const member of [owner, stranger])
      for (const ask of [
        (path: string) => member.ask(path, { method: "PATCH", json: { name: "Taken" } }),
        (path: string) => member.ask(path, { method: "PATCH", json: { is_shared: true } }),
        (path: string) => member.ask(path, { method: "DELETE" }),
      ]) {
        const [there, madeUp] = [await ask(at(id)), await ask(unknown)];
        expect([there.status, madeUp.status]).toEqual([404, 404]);
        expect(there.json.error.message).toBe(madeUp.json.error.message);
      }
    expect((await stranger.ask("/api/v1/views", { tenant: acme })).status).toBe(404);
    expect((await stranger.ask(at(id), { method: "DELETE", tenant: acme })).status).toBe(404);
    expect((await save(viewer, { is_shared: true })).status).toBe(403);
    expect((await viewer.ask(at(id), { method: "PATCH", json: { is_shared: true } })).status).toBe(403);
    const put = { method: "PUT", json: { view_id: id } };
    expect((await viewer.ask("/api/v1/view-defaults/viewer", put)).status).toBe(403);
    expect((await viewer.ask(at(id), { method: "DELETE" })).status).toBe(204);
  });

  test("are refused with the place of the fault", async () => {
    const viewer = await memberOf("viewer");
    const bad = await save(viewer, { state: { q: "env:prod (" } });
    expect([bad.status, bad.json.error.fields[0]]).toEqual([
      422,
      { path: "q", message: expect.any(String), at: expect.any(Number) },
    ]);
    expect((await save(viewer, { name: "" })).json.error.fields[0].path).toBe("name");
    expect((await viewer.ask("/api/v1/views", { method: "POST" })).status).toBe(400);
    expect((await save(viewer, { state: { q: "", widths: { a: "x".repeat(9_000) } } })).status).toBe(422);
  });

  test("a key has none, and what it asked is in the trail", async () => {
    const { id } = (await save(await memberOf("owner"), { is_shared: true })).json;
    const { token } = { token: acme.management };
    for (const [path, sending] of [
      ["/api/v1/views", {}],
      ["/api/v1/views", { json: body() }],
      [at(id), { method: "PATCH", json: { name: "Taken" } }],
      [at(id), { method: "DELETE" }],
      ["/api/v1/view-defaults/viewer", { method: "PUT", json: { view_id: id } }],
    ] as const)
      expect((await call(path, { token, ...sending })).status).toBe(403);
    expect((await call("/api/v1/views")).status).toBe(401);
    await runtime.committer.drain();
    const rows = await superQuery<{ outcome: string }>(
      runtime.urls,
      "SELECT outcome FROM event WHERE tenant_id = $1 AND actor_id = $2 AND action = 'key.refused'",
      [acme.id, keyIdOf(token)],
    );
    expect(rows.map((row) => row.outcome)).toEqual(Array(5).fill("denied"));
  });
});

describe("a session's cookie", () => {
  test("changes a view from a page of the site alone", async () => {
    const owner = await memberOf("owner");
    for (const site of ["cross-site", "same-site", "none", ""]) {
      const sending = { json: body(), headers: { cookie: owner.cookie, ...(site ? { "sec-fetch-site": site } : {}) } };
      expect((await call(`/api/v1/views?tenant=${acme.slug}`, sending)).status).toBe(401);
    }
    expect((await save(owner)).status).toBe(201);
  });

  test("still changes nothing else, whatever the browser says", async () => {
    const owner = await memberOf("owner");
    const made = await owner.ask("/api/v1/roles", { json: { name: "By cookie", permissions: [] } });
    expect(made.status).toBe(401);
    const sent = await owner.ask("/api/v1/events", { json: newEvent() });
    expect(sent.status).toBe(401);
  });
});

test("a shared view is a query: each reader gets what their own view of the tenant shows", async () => {
  await sendEvents(acme.ingest, [newEvent({ action: "door.opened", outcome: "denied" })]);
  const [owner, viewer] = [await memberOf("owner"), await memberOf("viewer")];
  const { id } = (await save(owner, { is_shared: true, state: { q: "action:door.opened actor.id:u_1234567" } })).json;
  await superQuery(
    runtime.urls,
    `INSERT INTO role (tenant_id, name, permissions, scope, masks) VALUES ($1, 'Night', '{events.read}', '{"environments": ["staging"]}', '{}'),
                                                                          ($1, 'Blind', '{events.read}', NULL, '{actor.id}')`,
    [acme.id],
  );
  const as = (role: string) =>
    superQuery(runtime.urls, "UPDATE membership SET role = $3 WHERE tenant_id = $1 AND person_id = $2", [
      acme.id,
      viewer.id,
      role,
    ]);
  const open = async (member: Member) => {
    const { views } = await list(member);
    const { q } = views.find((view: { id: string }) => view.id === id).state;
    const found = await call(`/api/v1/events?tenant=${acme.slug}&q=${encodeURIComponent(q)}`, {
      headers: { cookie: member.cookie },
    });
    return [found.status, found.json.records?.length ?? found.json.error.message];
  };
  expect(await open(owner)).toEqual([200, 1]);
  expect(await open(viewer)).toEqual([200, 1]);
  await as("Night");
  expect(await open(viewer)).toEqual([200, 0]);
  await as("Blind");
  expect(await open(viewer)).toEqual([422, expect.stringMatching(/actor\.id/)]);
});

test("views are described, as what people call", async () => {
  const { paths } = (await call("/api/v1/openapi.json")).json;
  expect(Object.keys(paths["/api/v1/views"])).toEqual(["get", "post"]);
  expect(Object.keys(paths["/api/v1/views/{id}"])).toEqual(["patch", "delete"]);
  expect(paths["/api/v1/view-defaults/{role}"].put.description).toContain("no key");
});
