import { beforeAll, describe, expect, test } from "vitest";
import { AppError } from "#server/errors.ts";
import { openApiServer } from "../../tests/api-server.ts";
import { openTestRuntime, superQuery, type TestRuntime } from "../../tests/database.ts";
import { makePerson, makeTenant, newEvent, type TestTenant } from "../../tests/tenant.ts";
import { inTenant } from "../access/index.ts";
import { listEvents } from "../events/index.ts";
import { randomBase62, uuidv7 } from "../ids.ts";
import { createKey, createPlatformKey } from "../keys/index.ts";
import { contextOf, createPerson, findSession, signIn } from "../people/index.ts";
import { getTenant } from "../tenants/index.ts";
import {
  inviteOwner,
  listTenants,
  type OperatorContext,
  openTenant,
  operatorIn,
  operatorOf,
  resumeTenant,
  setTenantLimits,
  suspendTenant,
} from "./index.ts";

const origin = { requestId: "r", via: "ui" as const };
let runtime: TestRuntime;
let operator: OperatorContext;
let server: Awaited<ReturnType<typeof openApiServer>>;
let platformToken: string;
beforeAll(async () => {
  runtime = await openTestRuntime();
  server = await openApiServer();
  const email = "operator@example.com";
  const password = `correct horse ${randomBase62(12)}`;
  await createPerson({ email, name: "Olu Perez", password, operator: true });
  const { sessionId } = await signIn({ email, password }, origin);
  operator = operatorOf((await findSession(sessionId))!, origin);
  platformToken = (await createPlatformKey({ name: "gateway", purpose: "tests" })).token;
});

const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error) => (error instanceof AppError ? error : Promise.reject(error)),
  ) as Promise<AppError | undefined>;

const bodies = async (tenantId: string, action: string) =>
  (
    await superQuery<{ body: string }>(
      runtime.urls,
      "SELECT body FROM event WHERE tenant_id = $1 AND action = $2 ORDER BY seq",
      [tenantId, action],
    )
  ).map((row) => JSON.parse(row.body));

describe("making a tenant", () => {
  test("gives it a ledger that begins with the operator's act, its roles, and an invitation for its first owner", async () => {
    const made = await openTenant(operator, {
      name: "Initech",
      slug: "initech",
      timeZone: "America/Chicago",
      ownerEmail: "Bill@Initech.example",
    });
    expect(made.invitation.link).toMatch(/^http:\/\/audit\.test\/invite#st_inv_/);
    const [first] = await bodies(made.id, "tenant.created");
    expect(first).toMatchObject({ actor: { type: "user", name: "Olu Perez" }, metadata: { slug: "initech" } });
    const [invited] = await bodies(made.id, "member.invited");
    expect(JSON.stringify(invited)).toContain("bill@initech.example");
    expect(JSON.stringify(invited)).not.toContain(made.invitation.link!.split("#")[1]);
    const listed = (await listTenants(operator)).find((one) => one.id === made.id);
    expect(listed).toMatchObject({ slug: "initech", members: 0, owners: 0, events: 2, suspendedAt: null });
  });

  test("a taken short name, and faults in what was entered, are told by field and leave nothing behind", async () => {
    const before = (await listTenants(operator)).length;
    const input = { name: "Two", slug: "initech", timeZone: "UTC", ownerEmail: "a@example.com" };
    expect(await refusal(openTenant(operator, input))).toMatchObject({ code: "conflict", fields: [{ path: "slug" }] });
    for (const [path, over] of Object.entries({
      slug: { slug: "Not A Slug" },
      name: { name: "" },
      timeZone: { timeZone: "Mars/Base" },
      ownerEmail: { ownerEmail: "nobody" },
    }))
      expect(await refusal(openTenant(operator, { ...input, slug: "two", ...over }))).toMatchObject({
        code: "invalid",
        fields: [{ path }],
      });
    expect(await listTenants(operator)).toHaveLength(before);
  });
});

describe("inviting an owner again", () => {
  test("is for a tenant without owners: the earlier link ends", async () => {
    const made = await openTenant(operator, {
      name: "Hooli",
      slug: "hooli",
      timeZone: "UTC",
      ownerEmail: "gavin@example.com",
    });
    const again = await inviteOwner(operator, { id: made.id, ownerEmail: "gavin@example.com" });
    expect(again.link).not.toBe(made.invitation.link);
    expect(await bodies(made.id, "member.invited")).toHaveLength(2);
    expect(await bodies(made.id, "invitation.revoked")).toHaveLength(1);
    const owned = await makeTenant();
    await makePerson([owned], "owner");
    const input = { id: owned.id, ownerEmail: "eve@example.com" };
    expect(await refusal(inviteOwner(operator, input))).toMatchObject({ code: "conflict" });
    expect(await refusal(inviteOwner(operator, { ...input, ownerEmail: "eve" }))).toMatchObject({ code: "invalid" });
  });
});

describe("suspending", () => {
  async function prepared() {
    const tenant = await makeTenant();
    const person = await makePerson([tenant], "owner");
    const { sessionId } = await signIn(person, origin);
    const contextNow = async () => {
      const session = (await findSession(sessionId))!;
      return contextOf(session, session.memberships[0]!, origin);
    };
    return { tenant, contextNow };
  }
  const send = (token: string, body: object) => server.call("/api/v1/events", { token, json: body });

  test("refuses people, each kind of key and the platform's keys within a second; its ledger keeps all; resuming undoes it", async () => {
    const { tenant, contextNow } = await prepared();
    const use = async () => ({
      person: (await refusal(listEvents(await contextNow(), {})))?.code ?? "ok",
      ingest: (await send(tenant.ingest, newEvent())).status,
      platform: (await send(platformToken, newEvent({ tenant: tenant.id } as never))).status,
      provisioning: (await server.call("/api/v1/events", { token: tenant.provisioning })).status,
      tlog: (await server.call(`/tlog/${tenant.id}/checkpoint`, { token: tenant.provisioning })).status,
    });
    const open = { person: "ok", ingest: 201, platform: 201, provisioning: 200, tlog: 200 };
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect(await use()).toEqual(open);
    await suspendTenant(operator, { id: tenant.id, reason: "unpaid" });
    await suspendTenant(operator, { id: tenant.id, reason: "unpaid" });
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(await use()).toEqual({ person: "forbidden", ingest: 403, platform: 403, provisioning: 403, tlog: 403 });
    const answer = await server.call("/api/v1/events", { token: tenant.provisioning });
    expect(answer.json.error.message).toContain("suspended");
    expect(await bodies(tenant.id, "tenant.suspended")).toMatchObject([
      { actor: { name: "Olu Perez" }, metadata: { reason: "unpaid" }, changes: [{ before: false, after: true }] },
    ]);
    await resumeTenant(operator, { id: tenant.id });
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(await use()).toEqual(open);
    expect(await bodies(tenant.id, "tenant.resumed")).toHaveLength(1);
  });

  test("other tenants go on as before", async () => {
    const { tenant } = await prepared();
    const other = await makeTenant();
    await suspendTenant(operator, { id: tenant.id, reason: "test" });
    expect((await send(other.ingest, newEvent())).status).toBe(201);
  });
});

describe("limits", () => {
  test("are recorded, and hold for what is made next", async () => {
    const tenant: TestTenant = await makeTenant();
    await setTenantLimits(operator, { id: tenant.id, limits: { keys: 3, members: 50 } });
    await setTenantLimits(operator, { id: tenant.id, limits: { keys: 3 } });
    expect(await bodies(tenant.id, "tenant.limits_changed")).toMatchObject([
      {
        changes: [
          { field: "members", before: null, after: 50 },
          { field: "keys", before: null, after: 3 },
        ],
      },
      { changes: [{ field: "members", before: 50, after: null }] },
    ]);
    expect((await getTenant(tenant.context)).limits).toMatchObject({
      keys: { most: 3, used: 3 },
      members: { most: 1_000 },
    });
    const person = await makePerson([tenant], "owner");
    const { sessionId } = await signIn(person, origin);
    const session = (await findSession(sessionId))!;
    const context = contextOf(session, session.memberships[0]!, origin);
    const input = { kind: "provisioning", name: "n", purpose: "p" } as const;
    expect(await refusal(createKey(context, input))).toMatchObject({ code: "conflict" });
    await setTenantLimits(operator, { id: tenant.id, limits: { keyDays: 30 } });
    const days = (count: number) => new Date(Date.now() + count * 86_400_000);
    expect(await refusal(createKey(context, { ...input, expiresAt: days(31) }))).toMatchObject({ code: "invalid" });
    expect(await refusal(createKey(context, { ...input, expiresAt: days(29) }))).toBeUndefined();
    for (const keys of [0, -1, 1.5, 1e9])
      expect(await refusal(setTenantLimits(operator, { id: tenant.id, limits: { keys } }))).toMatchObject({
        code: "invalid",
      });
  });
});

describe("who is no operator", () => {
  test("is told that there is no such page, whatever the role", async () => {
    const tenant = await makeTenant();
    const owner = await makePerson([tenant], "owner");
    const { sessionId } = await signIn(owner, origin);
    const forged: OperatorContext = { session: (await findSession(sessionId))!, origin };
    const id = tenant.id;
    const acts = [
      () => listTenants(forged),
      () => openTenant(forged, { name: "x", slug: "forged", timeZone: "UTC", ownerEmail: "a@example.com" }),
      () => suspendTenant(forged, { id, reason: "x" }),
      () => resumeTenant(forged, { id }),
      () => setTenantLimits(forged, { id, limits: { keys: 1 } }),
    ];
    for (const act of acts) expect(await refusal(act())).toMatchObject({ code: "not_found" });
    expect(() => operatorOf(forged.session, origin)).toThrow(AppError);
  });

  test("an operator reads no event, member or key of a tenant", async () => {
    const tenant = await makeTenant();
    const context = operatorIn(operator, tenant.id);
    expect(await refusal(listEvents(context, {}))).toMatchObject({ code: "forbidden" });
    for (const right of ["members.read", "keys.read", "keys.create", "members.update", "tenant.update"] as const)
      expect(await refusal(inTenant(context, right, async () => {}))).toMatchObject({ code: "forbidden" });
  });

  test("an operator must have proved itself of late, and a made-up tenant is not there", async () => {
    const tenant = await makeTenant();
    const stale = { ...operator, session: { ...operator.session, confirmedAt: "2026-01-01T00:00:00Z" } };
    const input = { id: tenant.id, reason: "x" };
    expect(await refusal(suspendTenant(stale, input))).toMatchObject({ fields: [{ path: "confirmation" }] });
    for (const id of [uuidv7(Date.now()), "", "x", `${tenant.id}'`])
      expect(await refusal(suspendTenant(operator, { id, reason: "x" }))).toMatchObject({ code: "not_found" });
  });
});
