import { createHash } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { openTestRuntime, superQuery, type TestRuntime } from "../../tests/database.ts";
import { makeRole, memberWith, refusal, trailOf } from "../../tests/role-members.ts";
import { noteSecret } from "../../tests/secrets/register.ts";
import { contextIn, inDays, keyIdOf, makePerson, makeTenant, type TestTenant } from "../../tests/tenant.ts";
import { PERMISSIONS, type TenantContext } from "../access/index.ts";
import { type CreateKeyInput, createKey } from "./index.ts";

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

const valid = (over: Partial<CreateKeyInput> = {}): CreateKeyInput => ({
  kind: "provisioning",
  name: "Data warehouse",
  purpose: "Nightly copy for the auditors",
  expiresAt: inDays(30),
  ...over,
});

async function issue(context: TenantContext, input: CreateKeyInput) {
  const issued = await createKey(context, input);
  noteSecret(issued.token);
  return issued;
}

const rowOf = async (id: string) =>
  (await superQuery(runtime.urls, "SELECT * FROM provisioning_key WHERE id = $1", [id]))[0]!;
const keysOf = async (tenant: TestTenant) =>
  (
    await superQuery<{ n: number }>(
      runtime.urls,
      "SELECT count(*)::int AS n FROM provisioning_key WHERE tenant_id = $1",
      [tenant.id],
    )
  )[0]!.n;

describe("a new key", () => {
  test("holds what was given; one trail event says all of it but the secret, of which only SHA-256 is stored", async () => {
    const expiresAt = inDays(30);
    const input = valid({
      recipient: "Audit & Co",
      role: "auditor",
      permissions: ["proofs.read", "events.read"],
      scope: { environments: ["prod"], query: " -category:authentication " },
      masks: ["actor.email"],
      addresses: ["203.0.113.7", "198.51.100.0/28", "2001:DB8::/32", "203.0.113.7/32"],
      requestsPerMinute: 60,
      rowsPerDay: 5_000_000_000,
      rotationDays: 30,
      expiresAt,
    });
    const { id, token } = await issue(await owner.context(), input);
    expect(keyIdOf(token)).toBe(id);
    const secret = token.split("_")[3]!.slice(0, -6);
    const row = await rowOf(id);
    expect(row).toMatchObject({
      tenant_id: acme.id,
      kind: "provisioning",
      owner_id: owner.id,
      created_by: owner.id,
      permissions: ["events.read", "proofs.read"],
      scope: { environments: ["prod"], query: "-category:authentication" },
      addresses: ["203.0.113.7/32", "198.51.100.0/28", "2001:db8::/32"],
      rows_per_day: "5000000000",
      secret_hash: createHash("sha256").update(secret).digest(),
    });
    const trail = await trailOf(runtime, acme, "key.created", id);
    expect(trail).toHaveLength(1);
    expect(trail[0].actor).toMatchObject({ type: "user", id: owner.id });
    const changes = trail[0].changes as { field: string; before: unknown; after: unknown }[];
    expect(Object.fromEntries(changes.map(({ field, after }) => [field, after]))).toEqual({
      state: "active",
      name: "Data warehouse",
      purpose: "Nightly copy for the auditors",
      recipient: "Audit & Co",
      owner_id: owner.id,
      role: "auditor",
      permissions: ["events.read", "proofs.read"],
      scope: { environments: ["prod"], query: "-category:authentication" },
      masks: ["actor.email"],
      addresses: ["203.0.113.7/32", "198.51.100.0/28", "2001:db8::/32"],
      requests_per_minute: 60,
      rows_per_day: 5_000_000_000,
      rotation_days: 30,
      expires_at: expiresAt.toISOString(),
    });
    expect(changes.every(({ before }) => before === null)).toBe(true);
    for (const text of [JSON.stringify(trail), JSON.stringify(row)]) expect(text).not.toContain(secret);
  });

  test("has the maker's role and all of its kind's rights where nothing is said; one that appends need not end", async () => {
    const lead = await memberWith("security_lead", acme);
    const reading = await rowOf((await issue(await lead.context(), valid())).id);
    expect(reading).toMatchObject({ role: "security_lead", owner_id: lead.id, requests_per_minute: 600 });
    expect(reading.permissions).toContain("events.stream");
    const sending = await rowOf(
      (await issue(await lead.context(), { kind: "ingest", name: "App", purpose: "Events" })).id,
    );
    expect(sending).toMatchObject({ expires_at: null, requests_per_minute: 60_000, permissions: ["events.append"] });
    const unowned = await rowOf((await issue(await lead.context(), valid({ ownerId: null }))).id);
    expect(unowned.owner_id).toBeNull();
  });
});

describe("a key is refused", () => {
  test.each<[string, Partial<CreateKeyInput> | (() => Partial<CreateKeyInput>), string]>([
    ["another kind", { kind: "platform-ingest" as never }, "kind"],
    ["no name", { name: " " }, "name"],
    ["a name of two lines", { name: "a\nb" }, "name"],
    ["no purpose", { purpose: "\n " }, "purpose"],
    ["half a character in the purpose", { purpose: "a\ud800" }, "purpose"],
    ["a recipient of two lines", { recipient: "a\u2028b" }, "recipient"],
    ["no end", { expiresAt: null }, "expiresAt"],
    ["an end that has passed", () => ({ expiresAt: inDays(-1) }), "expiresAt"],
    ["an end beyond the tenant's limit", () => ({ expiresAt: inDays(100_000) }), "expiresAt"],
    ["an ingest key's end beyond it", () => ({ kind: "ingest", expiresAt: inDays(100_000) }), "expiresAt"],
    ["no date", { expiresAt: "soon" as never }, "expiresAt"],
    ["no address", { addresses: ["203.0.113.0/28", "example.com"] }, "addresses.1"],
    ["a block with bits beyond its prefix", { addresses: ["203.0.113.7/28"] }, "addresses.0"],
    ["too many addresses", { addresses: Array.from({ length: 51 }, (_, i) => `203.0.113.${i}`) }, "addresses"],
    ["a field that cannot be masked", { masks: ["actor.email", "action"] }, "masks.1"],
    ["a scope that cannot be read", { scope: { query: "env:prod (" } }, "scope.query"],
    ["no requests", { requestsPerMinute: 0 }, "requestsPerMinute"],
    ["half a request", { requestsPerMinute: 1.5 }, "requestsPerMinute"],
    ["no rows", { rowsPerDay: 0 }, "rowsPerDay"],
    ["no day", { rotationDays: 0 }, "rotationDays"],
    ["rights beyond its kind", { permissions: ["events.read", "keys.create"] }, "permissions"],
    ["a scope of a key that appends", { kind: "ingest", scope: { environments: ["prod"] } }, "scope"],
    ["masks of a key that manages", { kind: "management", masks: ["actor.email"] }, "masks"],
    ["an owner that is no id", { ownerId: "me" }, "ownerId"],
  ])("for %s, with the path", async (_, over, path) => {
    const error = await refusal(createKey(await owner.context(), valid(typeof over === "function" ? over() : over)));
    expect(error).toMatchObject({ code: "invalid" });
    expect(error.fields!.map((fault) => fault.path)).toEqual([path]);
    if (path === "scope.query") expect(error.fields![0]!.at).toBeGreaterThan(0);
  });

  test("without the right, and in the name of another tenant's people and roles", async () => {
    const context = contextIn(
      acme.id,
      PERMISSIONS.filter((right) => right !== "keys.create"),
    );
    expect(await refusal(createKey(context, valid()))).toMatchObject({ code: "forbidden" });
    const stranger = await makePerson([globex], "owner");
    expect(await refusal(createKey(await owner.context(), valid({ ownerId: stranger.id })))).toMatchObject({
      code: "invalid",
      fields: [{ path: "ownerId" }],
    });
    const role = await makeRole(globex);
    for (const name of [role, "none", "a\0b"])
      expect(await refusal(createKey(await owner.context(), valid({ role: name }))), name).toMatchObject({
        code: name.includes("\0") ? "invalid" : "not_found",
      });
  });

  test("beyond what its maker may do and see", async () => {
    const rights = ["keys.create", "events.read", "proofs.read"] as const;
    const view = { scope: { environments: ["prod"] }, masks: ["actor.email"] };
    const role = await makeRole(acme, { permissions: [...rights], ...view });
    const context = await (await memberWith(role, acme)).context();
    const before = await keysOf(acme);
    for (const [input, path] of [
      [valid({ role: "viewer" }), "permissions"],
      [valid({ role: "viewer", permissions: ["events.read"] }), "scope"],
      [valid({ role: "viewer", permissions: ["events.read"], ...view, masks: [] }), "scope"],
      [valid({ kind: "management", role: "admin", permissions: [] }), "permissions"],
    ] as const)
      expect(await refusal(createKey(context, input))).toMatchObject({ code: "forbidden", fields: [{ path }] });
    expect(await keysOf(acme)).toBe(before);
    await issue(context, valid());
    await issue(context, valid({ role: "viewer", permissions: ["events.read"], ...view }));
    await issue(context, { kind: "ingest", role: "owner", name: "n", purpose: "p" });
  });

  test("when the tenant has all that it may have, revoked ones aside", async () => {
    const tenant = await makeTenant();
    await superQuery(runtime.urls, "UPDATE tenant SET limits = $2 WHERE id = $1", [tenant.id, { keys: 4 }]);
    const context = await (await memberWith("owner", tenant)).context();
    const attempts = await Promise.all(Array.from({ length: 3 }, () => refusal(issue(context, valid()))));
    expect(attempts.filter((outcome) => (outcome as unknown) === "done")).toHaveLength(1);
    for (const error of attempts.filter((outcome) => (outcome as unknown) !== "done"))
      expect(error).toMatchObject({ code: "conflict" });
    await superQuery(runtime.urls, "UPDATE provisioning_key SET revoked_at = now() WHERE id = $1", [
      keyIdOf(tenant.ingest),
    ]);
    await issue(context, valid());
  });

  test("when it cannot be recorded: it did not happen", async () => {
    const before = await keysOf(acme);
    const [found] = await superQuery<{ name: string }>(
      runtime.urls,
      "SELECT oid::regprocedure::text AS name FROM pg_proc WHERE proname = 'ledger_append'",
    );
    await superQuery(runtime.urls, `REVOKE EXECUTE ON FUNCTION ${found!.name} FROM sealtrail_app`);
    try {
      await expect(createKey(await owner.context(), valid())).rejects.toThrow("permission denied");
    } finally {
      await superQuery(runtime.urls, `GRANT EXECUTE ON FUNCTION ${found!.name} TO sealtrail_app`);
    }
    expect(await keysOf(acme)).toBe(before);
    await issue(await owner.context(), valid());
  });
});
