import { beforeAll, describe, expect, test } from "vitest";
import type { SealedEvent } from "#tlog";
import { accountOf, again, refusal } from "../../tests/account.ts";
import { openTestRuntime, superQuery, type TestRuntime } from "../../tests/database.ts";
import { makePerson, makeTenant, type TestTenant } from "../../tests/tenant.ts";
import type { SystemRole, TenantContext } from "../access/index.ts";
import { removeMember } from "../members/index.ts";
import { contextOf, membershipOf } from "../people/index.ts";
import { createRole, deleteRole, updateRole } from "../roles/index.ts";
import {
  createView,
  deleteView,
  listViews,
  type SavedView,
  type SavedViewState,
  setDefaultView,
  shareView,
  updateView,
  VIEWS_OF_ONE_MAX,
} from "./index.ts";

let runtime: TestRuntime;
let tenant: TestTenant;
let other: TestTenant;
let owner: TenantContext;
let lead: TenantContext;
let viewer: TenantContext;
beforeAll(async () => {
  runtime = await openTestRuntime();
  [tenant, other] = [await makeTenant(), await makeTenant()];
  owner = await memberOf("owner");
  lead = await memberOf("security_lead");
  viewer = await memberOf("viewer");
});

async function memberOf(role: SystemRole, at = tenant): Promise<TenantContext> {
  const { session, origin } = await again(await accountOf(await makePerson([at], role)));
  return contextOf(session, membershipOf(session, at.slug), origin);
}

/** The same person with other rights, as a custom role would give them. */
const having = (context: TenantContext, ...rights: ("events.read" | "views.share" | "views.manage")[]) => ({
  ...context,
  permissions: new Set(rights),
});

const STATE: SavedViewState = {
  q: "outcome:denied env:prod -actor.type:key",
  range: "30d",
  columns: ["time", "event", "metadata.ticket"],
  order: "oldest",
  density: "compact",
  widths: { event: 400 },
  pins: ["time"],
  zone: "America/New_York",
};
let names = 0;
const newName = () => `Denied ${++names}`;
const save = (context: TenantContext, over: object = {}) =>
  createView(context, { name: newName(), state: STATE, ...over });
const share = async (context: TenantContext) => save(context, { isShared: true });
const namesFor = async (context: TenantContext) => (await listViews(context)).views.map((view) => view.name);
const find = async (context: TenantContext, { id }: Pick<SavedView, "id">) =>
  (await listViews(context)).views.find((view) => view.id === id);

async function trailOf({ id }: Pick<SavedView, "id">): Promise<SealedEvent[]> {
  await runtime.committer.drain();
  const rows = await superQuery<{ body: string }>(
    runtime.urls,
    "SELECT body FROM event WHERE tenant_id = $1 AND action LIKE 'view.%' AND position($2 IN body) > 0 ORDER BY seq",
    [tenant.id, id],
  );
  return rows.map((row) => JSON.parse(row.body) as SealedEvent);
}

const changesOf = (event: SealedEvent | undefined) =>
  Object.fromEntries((event?.changes ?? []).map(({ field, ...change }) => [field, change]));

describe("a private view", () => {
  test("comes back as it was saved, to its owner alone", async () => {
    const made = await save(viewer, { name: "  Mine  " });
    expect(made).toMatchObject({ name: "Mine", isShared: false, isOwn: true, canChange: true, defaultOf: [] });
    expect(made.owner).toBe("Zoë Ångström");
    expect(await find(viewer, made)).toEqual({ ...made, state: STATE });
    for (const reader of [owner, lead]) expect(await find(reader, made)).toBeUndefined();
  });

  test("is not there for anybody else, in the same words as a made-up one, whatever their rights", async () => {
    const { id } = await save(viewer);
    const tries = (viewId: string) => [
      refusal(updateView(owner, { id: viewId, name: "Taken" })),
      refusal(shareView(owner, { id: viewId, isShared: true })),
      refusal(deleteView(owner, { id: viewId })),
      refusal(setDefaultView(owner, { role: "viewer", viewId })),
    ];
    const unknown = await Promise.all(tries("0f6b1c3e-8a54-4c1b-9d53-3a3b4a5e6f70"));
    for (const viewId of [id, "x", "x\0", `${id}'`]) {
      const refused = await Promise.all(tries(viewId));
      expect(refused.map(({ code, message, fields }) => ({ code, message, fields }))).toEqual(
        unknown.map(({ code, message, fields }) => ({ code, message, fields })),
      );
    }
    expect(unknown.map((error) => error.code)).toEqual(Array(4).fill("not_found"));
    expect((await find(viewer, { id }))?.isShared).toBe(false);
  });

  test("goes when its owner leaves; what was shared stays, without an owner's name", async () => {
    const leaving = await memberOf("admin");
    const [own, shared] = [await save(leaving), await share(leaving)];
    await removeMember(tenant.context, { personId: leaving.caller.id });
    const rows = await superQuery<{ id: string }>(runtime.urls, "SELECT id FROM saved_view WHERE id = ANY($1)", [
      [own.id, shared.id],
    ]);
    expect(rows).toEqual([{ id: shared.id }]);
    expect(await find(viewer, shared)).toMatchObject({ owner: null, isOwn: false, canChange: false });
    await deleteView(lead, { id: shared.id });
    expect(await find(viewer, shared)).toBeUndefined();
  });
});

describe("what is saved", () => {
  const fault = async (over: object) => {
    const error = await refusal(save(viewer, over));
    return [error.code, error.fields?.[0]?.path];
  };

  test("is checked", async () => {
    expect(await fault({ name: " " })).toEqual(["invalid", "name"]);
    expect(await fault({ name: "x".repeat(81) })).toEqual(["invalid", "name"]);
    expect(await fault({ name: "two\nlines" })).toEqual(["invalid", "name"]);
    expect(await fault({ name: tenant.ingest })).toEqual(["invalid", "name"]);
    expect(await fault({ state: { q: tenant.ingest } })).toEqual(["invalid", "state.q"]);
    expect(await fault({ state: { q: "a\0b" } })).toEqual(["invalid", "state.q"]);
    expect(await fault({ state: { q: "", range: "7d", from: "2026-11-01T00:00:00Z" } })).toEqual([
      "invalid",
      "state.range",
    ]);
    expect(await fault({ state: { q: "", more: 1 } })).toEqual(["invalid", "state"]);
    expect(await fault({ state: { q: "", columns: ["a\u0000"] } })).toEqual(["invalid", "state.columns.0"]);
    const columns = Array.from({ length: 60 }, (_, i) => `${i}`.padEnd(119, "x"));
    expect(await fault({ state: { q: "", columns, pins: columns } })).toEqual(["invalid", "state"]);
    expect(await save(viewer, { name: "ä".repeat(80) })).toMatchObject({ name: "ä".repeat(80) });
  });

  test("has a query that can be read; the fault says where it cannot", async () => {
    const error = await refusal(save(viewer, { state: { q: "outcome:denied (env:prod" } }));
    expect(error).toMatchObject({ code: "invalid", fields: [{ path: "q", at: expect.any(Number) }] });
    const { id } = await save(viewer);
    expect((await refusal(updateView(viewer, { id, state: { q: "nofield:1" } }))).code).toBe("invalid");
    expect((await find(viewer, { id }))?.state).toEqual(STATE);
  });

  test("has a name once an owner; another may use it too", async () => {
    const { name, id } = await save(viewer);
    expect(await refusal(save(viewer, { name }))).toMatchObject({ code: "conflict", fields: [{ path: "name" }] });
    const { id: second } = await save(viewer);
    expect((await refusal(updateView(viewer, { id: second, name }))).code).toBe("conflict");
    expect((await updateView(viewer, { id, name })).name).toBe(name);
    expect((await save(lead, { name })).name).toBe(name);
    const both = await Promise.allSettled([1, 2].map(() => save(viewer, { name: "At once" })));
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect((both.find((one) => one.status === "rejected") as PromiseRejectedResult).reason.code).toBe("conflict");
  });

  test(`is at most ${VIEWS_OF_ONE_MAX} views a person`, async () => {
    const collector = await memberOf("viewer");
    await superQuery(
      runtime.urls,
      `INSERT INTO saved_view (tenant_id, id, name, owner_person_id, is_shared, state, created_at, updated_at)
       SELECT $1, gen_random_uuid(), 'Kept ' || i, $2, false, '{"q": ""}', now(), now() FROM generate_series(2, $3::int) i`,
      [tenant.id, collector.caller.id, VIEWS_OF_ONE_MAX],
    );
    const last = await save(collector);
    expect(await refusal(save(collector))).toMatchObject({ code: "conflict", message: expect.stringContaining("200") });
    await deleteView(collector, { id: last.id });
    await save(collector);
  });
});

describe("a shared view", () => {
  test("is for every member, and changed by its owner or who manages views alone", async () => {
    const sharer = having(await memberOf("viewer"), "events.read", "views.share");
    const { id, name } = await share(sharer);
    expect(await find(viewer, { id })).toMatchObject({ isShared: true, isOwn: false, canChange: false, state: STATE });
    expect(await find(owner, { id })).toMatchObject({ canChange: true });
    const stranger = having(viewer, "events.read", "views.share");
    for (const act of [
      () => updateView(viewer, { id, name: "Taken" }),
      () => deleteView(viewer, { id }),
      () => shareView(stranger, { id, isShared: false }),
    ])
      expect(await refusal(act())).toMatchObject({ code: "forbidden", reason: "needs views.manage" });
    expect((await find(viewer, { id }))?.name).toBe(name);
    await updateView(lead, { id, name: `${name} by the lead` });
    await updateView(sharer, { id, state: { q: "outcome:failure" } });
    expect(await find(viewer, { id })).toMatchObject({
      name: `${name} by the lead`,
      state: { q: "outcome:failure" },
      owner: "Zoë Ångström",
    });
  });

  test("takes the right to share, when it is made and later", async () => {
    expect(await refusal(share(viewer))).toMatchObject({ code: "forbidden", reason: "needs views.share" });
    const { id } = await save(viewer);
    expect((await refusal(shareView(viewer, { id, isShared: true }))).reason).toBe("needs views.share");
    await shareView(having(viewer, "events.read", "views.share"), { id, isShared: true });
    expect(await find(lead, { id })).toMatchObject({ isShared: true, isOwn: false });
    expect((await shareView(lead, { id, isShared: false })).isShared).toBe(false);
    expect(await find(lead, { id })).toBeUndefined();
    expect(await find(viewer, { id })).toMatchObject({ isShared: false });
  });

  test("is not overwritten by who has not seen its last state", async () => {
    const made = await share(lead);
    const next = await updateView(owner, { id: made.id, updatedAt: made.updatedAt, state: { q: "seq:1" } });
    expect(Date.parse(next.updatedAt)).toBeGreaterThan(Date.parse(made.updatedAt));
    const late = await refusal(updateView(lead, { id: made.id, updatedAt: made.updatedAt, state: { q: "seq:2" } }));
    expect(late).toMatchObject({ code: "conflict", fields: [{ path: "updatedAt" }] });
    expect((await find(lead, made))?.state).toEqual({ q: "seq:1" });
  });
});

describe("the view that a role opens with", () => {
  const defaultFor = async (context: TenantContext) => (await listViews(context)).defaultId;

  test("is a shared one, chosen by who manages views, for that role alone", async () => {
    const { id } = await share(lead);
    const set = (context: TenantContext, viewId: string | null = id) =>
      setDefaultView(context, { role: "viewer", viewId });
    expect((await refusal(set(viewer))).reason).toBe("needs views.manage");
    expect((await refusal(set(having(viewer, "events.read", "views.share")))).reason).toBe("needs views.manage");
    const { id: own } = await save(lead);
    expect(await refusal(set(lead, own))).toMatchObject({ code: "conflict", fields: [{ path: "viewId" }] });
    expect((await refusal(setDefaultView(lead, { role: "nobody", viewId: id }))).code).toBe("not_found");
    await set(lead);
    expect([await defaultFor(viewer), await defaultFor(lead)]).toEqual([id, null]);
    expect((await find(viewer, { id }))?.defaultOf).toEqual(["viewer"]);
    await set(lead, null);
    expect(await defaultFor(viewer)).toBeNull();
    const [, first, second] = await trailOf({ id });
    expect(first).toMatchObject({ action: "view.default_changed", targets: [{ type: "role", id: "viewer" }, { id }] });
    expect(changesOf(first).default_view).toMatchObject({ before: null });
    expect(second).toBeUndefined();
  });

  test("ends with the view, and when it is taken back: by who manages views", async () => {
    const sharer = having(await memberOf("viewer"), "events.read", "views.share");
    const { id } = await share(sharer);
    await setDefaultView(lead, { role: "viewer", viewId: id });
    await setDefaultView(lead, { role: "auditor", viewId: id });
    expect((await refusal(deleteView(sharer, { id }))).reason).toBe("needs views.manage");
    expect((await refusal(shareView(sharer, { id, isShared: false }))).reason).toBe("needs views.manage");
    expect(await defaultFor(viewer)).toBe(id);
    await shareView(lead, { id, isShared: false });
    expect(await defaultFor(viewer)).toBeNull();
    await shareView(sharer, { id, isShared: true });
    expect(await defaultFor(viewer)).toBeNull();
    await setDefaultView(lead, { role: "viewer", viewId: id });
    await deleteView(lead, { id });
    expect(await defaultFor(viewer)).toBeNull();
    expect((await trailOf({ id })).map(({ action, metadata }) => [action, metadata?.default_of])).toEqual([
      ["view.created", undefined],
      ["view.default_changed", undefined],
      ["view.default_changed", undefined],
      ["view.unshared", ["auditor", "viewer"]],
      ["view.shared", undefined],
      ["view.default_changed", undefined],
      ["view.deleted", ["viewer"]],
    ]);
  });

  test("follows a role's new name and goes with the role", async () => {
    const { id } = await share(lead);
    const name = `Night ${names}`;
    await createRole(tenant.context, { name, permissions: ["events.read"] });
    await setDefaultView(lead, { role: name, viewId: id });
    await updateRole(tenant.context, { role: name, name: `${name} watch` });
    expect((await find(lead, { id }))?.defaultOf).toEqual([`${name} watch`]);
    await deleteRole(tenant.context, { role: `${name} watch` });
    expect((await find(lead, { id }))?.defaultOf).toEqual([]);
  });
});

describe("the trail", () => {
  test("has every act with what changed, the query of a private view too, and each listing", async () => {
    const { id, name } = await save(viewer);
    await updateView(viewer, { id, state: { q: "action:secret.read", from: "2026-11-01T00:00:00Z" } });
    await updateView(viewer, { id, name });
    await updateView(viewer, { id, name: `${name} again` });
    await deleteView(viewer, { id });
    const [created, changed, renamed, deleted, more] = await trailOf({ id });
    expect(more).toBeUndefined();
    expect(created).toMatchObject({ action: "view.created", actor: { id: viewer.caller.id }, targets: [{ id, name }] });
    expect(changesOf(created)).toMatchObject({ q: { after: STATE.q }, is_shared: { after: false } });
    expect(changed?.action).toBe("view.updated");
    expect(changesOf(changed)).toMatchObject({
      q: { before: STATE.q, after: "action:secret.read" },
      from: { before: null },
      range: { before: "30d", after: null },
      columns: { after: null },
    });
    expect(changesOf(renamed)).toEqual({ name: { before: name, after: `${name} again` } });
    expect(deleted?.action).toBe("view.deleted");
    expect(changesOf(deleted).q).toEqual({ before: "action:secret.read" });
    await listViews(viewer);
    await runtime.committer.drain();
    const listed = await superQuery(
      runtime.urls,
      "SELECT FROM event WHERE tenant_id = $1 AND action = 'views.listed' AND actor_id = $2",
      [tenant.id, viewer.caller.id],
    );
    expect(listed.length).toBeGreaterThan(0);
  });
});

describe("nobody else", () => {
  test("has any: not another tenant, not a key, not Sealtrail itself", async () => {
    const { id, name } = await share(lead);
    const stranger = await memberOf("owner", other);
    expect(await namesFor(stranger)).toEqual([]);
    for (const act of [
      () => updateView(stranger, { id, name: "Taken" }),
      () => shareView(stranger, { id, isShared: false }),
      () => deleteView(stranger, { id }),
      () => setDefaultView(stranger, { role: "viewer", viewId: id }),
    ])
      expect((await refusal(act())).code).toBe("not_found");
    expect(await namesFor(viewer)).toContain(name);
    expect((await refusal(listViews(tenant.context))).code).toBe("forbidden");
    expect((await refusal(save(tenant.context))).code).toBe("forbidden");
  });
});
