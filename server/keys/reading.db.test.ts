import { beforeAll, describe, expect, test } from "vitest";
import { openTestRuntime, superQuery, type TestRuntime } from "../../tests/database.ts";
import { memberWith, refusal, trailOf } from "../../tests/role-members.ts";
import { noteSecret } from "../../tests/secrets/register.ts";
import { contextIn, inDays, keyIdOf, makePerson, makeTenant, type TestTenant } from "../../tests/tenant.ts";
import { PERMISSIONS, type Permission } from "../access/index.ts";
import { listEvents } from "../events/index.ts";
import { removeMember } from "../members/index.ts";
import { viewOf } from "../query/index.ts";
import {
  admitRequest,
  authenticateKey,
  type CreateKeyInput,
  createKey,
  getKey,
  getKeyPolicy,
  listKeys,
  revokeKey,
  updateKeyPolicy,
} from "./index.ts";

const origin = { requestId: "r", ip: "203.0.113.9", via: "api" } as const;
let runtime: TestRuntime;
let acme: TestTenant;
let globex: TestTenant;
beforeAll(async () => {
  runtime = await openTestRuntime();
  acme = await makeTenant();
  globex = await makeTenant();
});

async function issue(over: Partial<CreateKeyInput> = {}) {
  const input = { kind: "provisioning", name: "n", purpose: "p", expiresAt: inDays(30), ...over } as const;
  const issued = await createKey(acme.context, input);
  noteSecret(issued.token);
  return issued;
}

const without = (right: Permission) =>
  contextIn(
    acme.id,
    PERMISSIONS.filter((one) => one !== right),
  );

describe("the keys of a tenant", () => {
  test("are listed, the newest first, with state, owner and the week's use", async () => {
    const person = await makePerson([acme], "auditor");
    const { id, token } = await issue({ ownerId: person.id, role: "viewer", scope: { environments: ["prod"] } });
    const reader = (await authenticateKey(token, origin)).contextIn(acme.id);
    await listEvents(reader, { q: "env:prod" });
    const keys = await listKeys(acme.context);
    expect(keys.map((key) => key.id)).toEqual(
      expect.arrayContaining([acme.ingest, acme.provisioning, acme.management].map(keyIdOf)),
    );
    expect(keys[0]).toMatchObject({
      id,
      prefix: token.slice(0, token.lastIndexOf("_") + 1),
      owner: { id: person.id, name: "Zoë Ångström" },
      state: "active",
      words: "only prod",
      week: { requests: 1, rows: 0, refusals: 0 },
    });
    const text = JSON.stringify(keys);
    for (const secret of [token, acme.ingest, acme.provisioning, acme.management])
      expect(text).not.toContain(secret.split("_")[3]!.slice(0, 20));
    expect(text).not.toContain(keyIdOf(globex.ingest));
  });

  test("without addresses for whoever does not see them in events", async () => {
    const { id, token } = await issue({ role: "viewer" });
    const key = await authenticateKey(token, origin);
    await admitRequest(key, origin.ip);
    await listEvents(key.contextIn(acme.id), {});
    const whole = await getKey(acme.context, { id });
    expect([whole.lastUsedIp, whole.seenAddresses.map(({ ip }) => ip)]).toEqual([origin.ip, [origin.ip]]);
    const masked = { ...acme.context, view: viewOf(null, ["source.ip"]) };
    const answers = JSON.stringify([await getKey(masked, { id }), await listKeys(masked)]);
    expect(answers).toContain(id);
    expect(answers).not.toContain(origin.ip);
  });

  test("by state; how many were shown is recorded", async () => {
    const { id } = await issue();
    await revokeKey(acme.context, { id, reason: "r" });
    const revoked = await listKeys(acme.context, { state: "revoked" });
    expect(revoked.map((key) => [key.id, key.state])).toEqual([[id, "revoked"]]);
    expect(await listKeys(acme.context, { state: "expired" })).toEqual([]);
    await runtime.committer.drain();
    const rows = await superQuery<{ body: string }>(
      runtime.urls,
      "SELECT body FROM event WHERE tenant_id = $1 AND action = 'keys.listed' ORDER BY seq DESC LIMIT 2",
      [acme.id],
    );
    expect(rows.map((row) => JSON.parse(row.body).metadata)).toEqual([
      { rows: 0, state: "expired" },
      { rows: 1, state: "revoked" },
    ]);
  });

  test("have an owner without a name when that person has left", async () => {
    const person = await makePerson([acme]);
    const { id } = await issue({ ownerId: person.id });
    await removeMember(acme.context, { personId: person.id });
    expect((await getKey(acme.context, { id })).owner).toEqual({ id: person.id, name: null });
  });
});

describe("one key", () => {
  test("has its use by the hour, its addresses and what stands out; looking is recorded", async () => {
    const { id, token } = await issue({ rotationDays: 1 });
    const reader = (await authenticateKey(token, origin)).contextIn(acme.id);
    const page = await listEvents(reader, { limit: 3 });
    expect(page.records).toHaveLength(3);
    await superQuery(
      runtime.urls,
      "UPDATE provisioning_key SET created_at = created_at - interval '3 days' WHERE id = $1",
      [id],
    );
    const key = await getKey(acme.context, { id });
    expect(key.hours).toEqual([{ hour: expect.stringMatching(/:00:00\.000Z$/), requests: 1, rows: 3, refusals: 0 }]);
    expect(key.seenAddresses).toEqual([expect.objectContaining({ ip: "203.0.113.9", requests: 1, refusals: 0 })]);
    expect(key.signals).toEqual([expect.objectContaining({ kind: "rotation overdue" })]);
    expect(key.rotationDueAt).toBe(new Date(Date.parse(key.createdAt) + 86_400_000).toISOString());
    expect(key.review).toEqual({ lastAt: null, lastBy: null, nextDueAt: expect.stringMatching(/Z$/) });
    expect(Date.parse(key.review.nextDueAt)).toBeGreaterThan(Date.now() + 89 * 86_400_000);
    expect(await trailOf(runtime, acme, "key.viewed", id)).toHaveLength(1);
  });

  test("is not there for another tenant, without the right, or by a made-up id", async () => {
    const { id } = await issue();
    expect(await refusal(getKey(without("keys.read"), { id }))).toMatchObject({ code: "forbidden" });
    expect(await refusal(listKeys(without("keys.read")))).toMatchObject({ code: "forbidden" });
    for (const error of [
      await refusal(getKey(globex.context, { id })),
      await refusal(getKey(acme.context, { id: "a\0b" })),
      await refusal(getKey(acme.context, { id: "x".repeat(10_000) })),
    ])
      expect(error).toMatchObject({ code: "not_found", message: "There is no such key." });
  });
});

describe("the policy of a tenant's keys", () => {
  const policyTrail = () => trailOf(runtime, acme, "key.policy_changed", acme.id);

  test("is read and changed; saving what is there records nothing", async () => {
    expect(await getKeyPolicy(acme.context)).toEqual({ unusedDays: 90, reviewDays: 90 });
    await updateKeyPolicy(acme.context, { unusedDays: 90, reviewDays: 90 });
    expect(await policyTrail()).toEqual([]);
    const owner = await memberWith("owner", acme);
    await updateKeyPolicy(await owner.context(), { unusedDays: null, reviewDays: 30 });
    expect(await getKeyPolicy(acme.context)).toEqual({ unusedDays: null, reviewDays: 30 });
    expect((await policyTrail()).map((event) => event.changes)).toEqual([
      [
        { field: "unused_days", before: 90, after: null },
        { field: "review_days", before: 90, after: 30 },
      ],
    ]);
    expect(await getKeyPolicy(globex.context)).toEqual({ unusedDays: 90, reviewDays: 90 });
  });

  test("is refused out of bounds, and without the right", async () => {
    for (const [policy, path] of [
      [{ unusedDays: 0, reviewDays: 1 }, "unusedDays"],
      [{ unusedDays: 1, reviewDays: 3_651 }, "reviewDays"],
      [{ unusedDays: 1.5, reviewDays: 1 }, "unusedDays"],
    ] as const)
      expect(await refusal(updateKeyPolicy(acme.context, policy))).toMatchObject({
        code: "invalid",
        fields: [{ path }],
      });
    expect(await refusal(getKeyPolicy(without("keys.read")))).toMatchObject({ code: "forbidden" });
    expect(await refusal(updateKeyPolicy(without("keys.update"), { unusedDays: 1, reviewDays: 1 }))).toMatchObject({
      code: "forbidden",
    });
  });
});
