import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { openTestRuntime, superQuery, type TestRuntime } from "../../tests/database.ts";
import { makeRole, memberWith, refusal, trailOf } from "../../tests/role-members.ts";
import { noteSecret } from "../../tests/secrets/register.ts";
import { contextIn, inDays, keyIdOf, makePerson, makeTenant, type TestTenant } from "../../tests/tenant.ts";
import { PERMISSIONS, type TenantContext } from "../access/index.ts";
import { listEvents } from "../events/index.ts";
import {
  authenticateKey,
  type CreateKeyInput,
  createKey,
  getKey,
  revokeKey,
  type UpdateKeyInput,
  updateKey,
} from "./index.ts";

const origin = { requestId: "r", ip: "203.0.113.9", via: "api" } as const;
/** How long a change may take to reach every process. */
const WITHIN_MS = 1_000;
let runtime: TestRuntime;
let acme: TestTenant;
let globex: TestTenant;
let owner: { id: string; context: () => Promise<TenantContext> };
beforeAll(async () => {
  runtime = await openTestRuntime();
  acme = await makeTenant();
  globex = await makeTenant();
  owner = await memberWith("owner", acme);
});

async function issue(over: Partial<CreateKeyInput> = {}) {
  const input = { kind: "provisioning", name: "n", purpose: "p", expiresAt: inDays(30), ...over } as const;
  const issued = await createKey(await owner.context(), input);
  noteSecret(issued.token);
  return issued;
}

const changesOf = async (id: string) => (await trailOf(runtime, acme, "key.updated", id)).map((event) => event.changes);

describe("a change of a key", () => {
  test("takes what is given and leaves the rest; one trail event says how it was and is", async () => {
    const { id, token } = await issue({ recipient: "Them", rowsPerDay: 10, addresses: ["203.0.113.0/24"] });
    const member = await makePerson([acme]);
    const key = await updateKey(await owner.context(), {
      id,
      purpose: "Another purpose",
      ownerId: member.id,
      role: "viewer",
      permissions: ["events.read"],
      scope: { categories: ["access"] },
      masks: ["source.ip"],
      rowsPerDay: 20,
      rotationDays: 7,
    });
    expect(key).toMatchObject({
      id,
      name: "n",
      recipient: "Them",
      purpose: "Another purpose",
      owner: { id: member.id, name: "Zoë Ångström" },
      permissions: ["events.read"],
      scope: { categories: ["access"] },
      masks: ["source.ip"],
      addresses: ["203.0.113.0/24"],
      rowsPerDay: 20,
      rotationDays: 7,
      state: "active",
      updatedAt: expect.stringMatching(/Z$/),
    });
    const [changes, ...more] = await changesOf(id);
    expect(more).toEqual([]);
    expect(changes).toEqual([
      { field: "purpose", before: "p", after: "Another purpose" },
      { field: "owner_id", before: owner.id, after: member.id },
      { field: "role", before: "owner", after: "viewer" },
      { field: "permissions", before: expect.arrayContaining(["events.stream"]), after: ["events.read"] },
      { field: "scope", before: null, after: { categories: ["access"] } },
      { field: "masks", before: [], after: ["source.ip"] },
      { field: "rows_per_day", before: 10, after: 20 },
      { field: "rotation_days", before: null, after: 7 },
    ]);
    expect(JSON.stringify(changes)).not.toContain(token.split("_")[3]);
    const cleared = await updateKey(await owner.context(), { id, scope: null, masks: [], rowsPerDay: null });
    expect(cleared).toMatchObject({ scope: null, masks: [], rowsPerDay: null, rotationDays: 7 });
  });

  test("to what it is already records nothing", async () => {
    const { id } = await issue({ scope: { environments: ["prod"] }, rowsPerDay: 5 });
    const before = await getKey(acme.context, { id });
    const same = { id, name: "n", scope: { environments: ["prod"] }, rowsPerDay: 5, expiresAt: before.expiresAt };
    expect((await updateKey(await owner.context(), same as UpdateKeyInput)).updatedAt).toBeNull();
    expect(await changesOf(id)).toEqual([]);
  });

  test("overwrites nothing unseen", async () => {
    const { id } = await issue();
    const first = await updateKey(await owner.context(), { id, updatedAt: null, name: "a" });
    for (const updatedAt of [null, "then"])
      expect(await refusal(updateKey(await owner.context(), { id, updatedAt, name: "b" }))).toMatchObject({
        code: "conflict",
        fields: [{ path: "updatedAt" }],
      });
    const second = await updateKey(await owner.context(), { id, updatedAt: first.updatedAt, name: "c" });
    expect(Date.parse(second.updatedAt!)).toBeGreaterThan(Date.parse(first.updatedAt!));
    expect(second.name).toBe("c");
  });

  test("brings an expired key back, within the tenant's limit from now", async () => {
    const { id, token } = await issue({ expiresAt: new Date(Date.now() + 300) });
    await sleep(400);
    expect(await refusal(authenticateKey(token, origin))).toMatchObject({ code: "unauthenticated" });
    expect(await refusal(updateKey(await owner.context(), { id, expiresAt: inDays(100_000) }))).toMatchObject({
      fields: [{ path: "expiresAt" }],
    });
    const expiresAt = inDays(1);
    expect((await updateKey(await owner.context(), { id, expiresAt })).state).toBe("active");
    expect(await changesOf(id)).toEqual([
      [
        { field: "expires_at", before: expect.any(String), after: expiresAt.toISOString() },
        { field: "state", before: "expired", after: "active" },
      ],
    ]);
    await sleep(WITHIN_MS);
    expect((await authenticateKey(token, origin)).id).toBe(id);
  });

  test("holds within a second: address and view", async () => {
    const { id, token } = await issue();
    const key = await authenticateKey(token, origin);
    await listEvents(key.contextIn(acme.id), { q: "ip:203.0.113.9" });
    await updateKey(await owner.context(), { id, addresses: ["198.51.100.0/24"], masks: ["source.ip"] });
    await sleep(WITHIN_MS);
    expect(await refusal(authenticateKey(token, origin))).toMatchObject({
      code: "forbidden",
      reason: "address not allowed",
    });
    const inside = await authenticateKey(token, { ...origin, ip: "198.51.100.77" });
    expect(await refusal(listEvents(inside.contextIn(acme.id), { q: "ip:203.0.113.9" }))).toMatchObject({
      code: "invalid",
      reason: "masked field",
    });
    expect(await refusal(authenticateKey(token, { requestId: "r", via: "api" }))).toMatchObject({ code: "forbidden" });
  });
});

describe("a change is refused", () => {
  test.each<[Partial<UpdateKeyInput>, string]>([
    [{ name: "" }, "name"],
    [{ purpose: " " }, "purpose"],
    [{ addresses: ["203.0.113.7/28"] }, "addresses.0"],
    [{ masks: ["action"] }, "masks.0"],
    [{ scope: { query: "(" } }, "scope.query"],
    [{ requestsPerMinute: 0 }, "requestsPerMinute"],
    [{ rotationDays: 1.5 }, "rotationDays"],
    [{ permissions: ["keys.create"] }, "permissions"],
    [{ expiresAt: null }, "expiresAt"],
    [{ expiresAt: new Date(0) }, "expiresAt"],
    [{ ownerId: "11111111-1111-4111-8111-111111111111" }, "ownerId"],
    [{ kind: "management" } as never, ""],
  ])("of %j, with the path %j", async (change, path) => {
    const { id } = await issue();
    const error = await refusal(updateKey(await owner.context(), { id, ...change }));
    expect(error).toMatchObject({ code: "invalid", fields: [{ path }] });
    expect(await changesOf(id)).toEqual([]);
  });

  test("of a revoked key, of another tenant's and of none, and without the right", async () => {
    const { id } = await issue();
    const denied = contextIn(
      acme.id,
      PERMISSIONS.filter((right) => right !== "keys.update"),
    );
    expect(await refusal(updateKey(denied, { id, name: "x" }))).toMatchObject({ code: "forbidden" });
    const unknown = await refusal(updateKey(acme.context, { id: "none", name: "x" }));
    for (const madeUp of ["", "a\0b", "x".repeat(10_000), keyIdOf(globex.provisioning), `${id} `])
      expect(await refusal(updateKey(acme.context, { id: madeUp, name: "x" }))).toMatchObject({
        code: "not_found",
        message: unknown.message,
      });
    expect(await refusal(updateKey(globex.context, { id, name: "x" }))).toMatchObject({ code: "not_found" });
    await revokeKey(acme.context, { id, reason: "r" });
    expect(await refusal(updateKey(await owner.context(), { id, name: "x" }))).toMatchObject({ code: "conflict" });
  });

  test("to a role that is not there, for a key that appends too", async () => {
    for (const key of [await issue(), await issue({ kind: "ingest", expiresAt: null })])
      expect(await refusal(updateKey(await owner.context(), { id: key.id, role: "none" }))).toMatchObject({
        code: "not_found",
      });
  });

  test("for who could not issue the key as it was, or as it would be", async () => {
    const view = { scope: { environments: ["prod"] }, masks: ["actor.email"] };
    const role = await makeRole(acme, { permissions: ["keys.update", "events.read"], ...view });
    const context = await (await memberWith(role, acme)).context();
    const wide = await issue({ role: "viewer", permissions: ["events.read"] });
    const narrow = await issue({ role: "viewer", permissions: ["events.read"], ...view });
    for (const change of [{ name: "mine" }, view])
      expect(await refusal(updateKey(context, { id: wide.id, ...change }))).toMatchObject({ code: "forbidden" });
    const wider: Omit<UpdateKeyInput, "id">[] = [
      { scope: null },
      { masks: [] },
      { permissions: ["events.read", "proofs.read"] },
    ];
    for (const change of wider)
      expect(await refusal(updateKey(context, { id: narrow.id, ...change }))).toMatchObject({ code: "forbidden" });
    expect((await updateKey(context, { id: narrow.id, name: "Narrower", masks: [...view.masks, "raw"] })).name).toBe(
      "Narrower",
    );
  });

  test("when it cannot be recorded: it did not happen", async () => {
    const { id } = await issue();
    const [found] = await superQuery<{ name: string }>(
      runtime.urls,
      "SELECT oid::regprocedure::text AS name FROM pg_proc WHERE proname = 'ledger_append'",
    );
    await superQuery(runtime.urls, `REVOKE EXECUTE ON FUNCTION ${found!.name} FROM sealtrail_app`);
    try {
      await expect(updateKey(await owner.context(), { id, name: "x" })).rejects.toThrow("permission denied");
    } finally {
      await superQuery(runtime.urls, `GRANT EXECUTE ON FUNCTION ${found!.name} TO sealtrail_app`);
    }
    expect(await getKey(acme.context, { id })).toMatchObject({ name: "n", updatedAt: null });
  });
});
