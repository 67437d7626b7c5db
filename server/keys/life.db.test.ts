import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { openTestRuntime, superQuery, type TestRuntime } from "../../tests/database.ts";
import { makeRole, memberWith, refusal, trailOf } from "../../tests/role-members.ts";
import { noteSecret } from "../../tests/secrets/register.ts";
import { contextIn, inDays, keyIdOf, makeTenant, type TestTenant } from "../../tests/tenant.ts";
import { PERMISSIONS, type Permission, type TenantContext } from "../access/index.ts";
import {
  authenticateKey,
  type CreateKeyInput,
  createKey,
  cutSecret,
  getKey,
  type RotateKeyInput,
  resumeKey,
  revokeKey,
  rotateKey,
} from "./index.ts";

const origin = { requestId: "r", ip: "203.0.113.9", via: "api" } as const;
const HOUR_MS = 3_600_000;
/** How long a process may remember a key. */
const KEPT_MS = 600;
let runtime: TestRuntime;
let acme: TestTenant;
let globex: TestTenant;
beforeAll(async () => {
  runtime = await openTestRuntime();
  acme = await makeTenant();
  globex = await makeTenant();
});

/** Signed in just now, whatever the time. */
const asOwner = async () => (await memberWith("owner", acme)).context();

async function issue(over: Partial<CreateKeyInput> = {}) {
  const input = { kind: "provisioning", name: "n", purpose: "p", expiresAt: inDays(30), ...over } as const;
  const issued = await createKey(acme.context, input);
  noteSecret(issued.token);
  return issued;
}

async function rotate(input: RotateKeyInput, context: TenantContext = acme.context) {
  const rotated = await rotateKey(context, input);
  noteSecret(rotated.token);
  return rotated;
}

/** Why the token does not work, in the words of the trail; "works" if it does. Past what is remembered of the key. */
async function lookOf(token: string): Promise<string | undefined> {
  await sleep(KEPT_MS);
  return authenticateKey(token, origin).then(
    () => "works",
    (error) => error.reason ?? error.message,
  );
}

const looksOf = (...tokens: string[]) => Promise.all(tokens.map(lookOf));
const stateOf = async (id: string) => (await getKey(acme.context, { id })).state;
const hashOf = (token: string) => createHash("sha256").update(token.split("_")[3]!.slice(0, -6)).digest("hex");

/** Runs `work` while nothing can be appended to any ledger. */
async function withoutLedger(work: () => Promise<unknown>): Promise<void> {
  const [found] = await superQuery<{ name: string }>(
    runtime.urls,
    "SELECT oid::regprocedure::text AS name FROM pg_proc WHERE proname = 'ledger_append'",
  );
  await superQuery(runtime.urls, `REVOKE EXECUTE ON FUNCTION ${found!.name} FROM sealtrail_app`);
  try {
    await expect(work()).rejects.toThrow("permission denied");
  } finally {
    await superQuery(runtime.urls, `GRANT EXECUTE ON FUNCTION ${found!.name} TO sealtrail_app`);
  }
}

const suspend = (id: string) =>
  superQuery(runtime.urls, "UPDATE provisioning_key SET suspended_at = now(), suspend_reason = 'r' WHERE id = $1", [
    id,
  ]);

describe("rotating", () => {
  test("keeps both secrets until the grace ends; the trail says when and by whom, not which", async () => {
    const { id, token } = await issue();
    const context = await asOwner();
    const rotated = await rotate({ id, graceHours: 2, reason: "Every quarter" }, context);
    expect(rotated.id).toBe(id);
    expect(keyIdOf(rotated.token)).toBe(id);
    expect(await looksOf(token, rotated.token)).toEqual(["works", "works"]);
    const old = await authenticateKey(token, origin);
    expect(old.contextIn(acme.id).caller).toMatchObject({ isOldSecret: true });
    const key = await getKey(acme.context, { id });
    expect(key).toMatchObject({ state: "rotating", oldSecretUntil: rotated.oldSecretUntil });
    expect(key.secrets).toEqual([
      expect.objectContaining({
        reason: "Every quarter",
        replacedBy: "Zoë Ångström",
        validUntil: rotated.oldSecretUntil,
        cutAt: null,
      }),
    ]);
    const [event, ...more] = await trailOf(runtime, acme, "key.rotated", id);
    expect(more).toEqual([]);
    expect(event.changes).toEqual([
      { field: "secret_made_at", before: key.createdAt, after: key.secretMadeAt },
      { field: "state", before: "active", after: "rotating" },
    ]);
    expect(event.metadata).toMatchObject({ grace_hours: 2, old_secret_until: rotated.oldSecretUntil });
    for (const one of [token, rotated.token])
      expect(JSON.stringify([event, key])).not.toContain(one.split("_")[3]!.slice(0, 20));

    runtime.clock.offsetMs += 2 * HOUR_MS + 1_000;
    expect(await looksOf(token, rotated.token)).toEqual(["old secret", "works"]);
    expect(await stateOf(id)).toBe("active");
    await expect
      .poll(async () => (await trailOf(runtime, acme, "key.refused", id)).map((refused) => refused.metadata.reason))
      .toEqual(["old secret"]);
  });

  test("gives a secret that works at once, also of a key that is in use", async () => {
    const { id, token } = await issue();
    for (let round = 0; round < 4; round++) {
      expect((await authenticateKey(token, origin)).id).toBe(id);
      const rotated = await rotate({ id, graceHours: 1 });
      expect((await authenticateKey(rotated.token, origin)).id).toBe(id);
    }
    expect((await authenticateKey(token, origin)).contextIn(acme.id).caller).toMatchObject({ isOldSecret: true });
    expect(await trailOf(runtime, acme, "key.refused", id)).toEqual([]);
  });

  test("without a grace ends the present secret at once", async () => {
    const { id, token } = await issue();
    const rotated = await rotate({ id, graceHours: 0 });
    expect(rotated.oldSecretUntil).toBeNull();
    expect(await looksOf(token, rotated.token)).toEqual(["old secret", "works"]);
    expect(await stateOf(id)).toBe("active");
    expect((await getKey(acme.context, { id })).secrets[0]).toMatchObject({ reason: "leaked" });
  });

  test("leaves other keys alone, and stores nothing but hashes", async () => {
    const [first, other] = [await issue(), await issue()];
    const rotated = await rotate({ id: first.id, graceHours: 1 });
    expect(await looksOf(other.token, acme.provisioning, acme.management)).toEqual(["works", "works", "works"]);
    expect(await stateOf(other.id)).toBe("active");
    const rows = await superQuery<{ hash: string }>(
      runtime.urls,
      `SELECT encode(secret_hash, 'hex') AS hash FROM provisioning_key WHERE id = $1
       UNION ALL SELECT encode(secret_hash, 'hex') FROM key_secret WHERE key_id = $1`,
      [first.id],
    );
    expect(rows.map((row) => row.hash)).toEqual([hashOf(rotated.token), hashOf(first.token)]);
  });

  test("twice at once: one after the other, one present secret", async () => {
    const { id, token } = await issue();
    const both = await Promise.all([rotate({ id, graceHours: 0 }), rotate({ id, graceHours: 0 })]);
    const looks = await looksOf(token, ...both.map((one) => one.token));
    expect([looks[0], looks.slice(1).sort()]).toEqual(["old secret", ["old secret", "works"]]);
    expect((await getKey(acme.context, { id })).secrets).toHaveLength(2);
    expect(await trailOf(runtime, acme, "key.rotated", id)).toHaveLength(2);
  });

  test("is refused for a key that does not work, and beyond what one may grant", async () => {
    const ended = [await issue(), await issue(), await issue({ expiresAt: inDays(1) })] as const;
    await revokeKey(acme.context, { id: ended[0].id, reason: "r" });
    await suspend(ended[1].id);
    await superQuery(runtime.urls, "UPDATE provisioning_key SET expires_at = created_at WHERE id = $1", [ended[2].id]);
    for (const { id } of ended)
      expect(await refusal(rotate({ id, graceHours: 1 }))).toMatchObject({ code: "conflict" });
    const { id } = await issue({ role: "viewer", permissions: ["events.read"] });
    const limits = { permissions: ["keys.update", "events.read"] as never, scope: { environments: ["prod"] } };
    const narrow = await (await memberWith(await makeRole(acme, limits), acme)).context();
    expect(await refusal(rotate({ id, graceHours: 1 }, narrow))).toMatchObject({ code: "forbidden" });
    for (const [graceHours, reason, path] of [
      [-1, "r", "graceHours"],
      [0.5, "r", "graceHours"],
      [721, "r", "graceHours"],
      [1, " ", "reason"],
    ] as const)
      expect(await refusal(rotate({ id, graceHours, reason }))).toMatchObject({ code: "invalid", fields: [{ path }] });
    expect((await getKey(acme.context, { id })).secrets).toEqual([]);
  });

  test("that cannot be recorded did not happen", async () => {
    const { id, token } = await issue();
    await withoutLedger(() => rotate({ id, graceHours: 0 }));
    expect((await getKey(acme.context, { id })).secrets).toEqual([]);
    expect(await lookOf(token)).toBe("works");
  });
});

describe("cutting a leaked secret", () => {
  test("ends every old one at once and leaves the present one", async () => {
    const { id, token } = await issue();
    const second = await rotate({ id, graceHours: 24 });
    const third = await rotate({ id, graceHours: 48 });
    expect(await looksOf(token, second.token, third.token)).toEqual(["works", "works", "works"]);
    await cutSecret(await asOwner(), { id, reason: "Seen in a public repository" });
    expect(await looksOf(token, second.token, third.token)).toEqual(["old secret", "old secret", "works"]);
    const key = await getKey(acme.context, { id });
    expect(key).toMatchObject({ state: "active", oldSecretUntil: null });
    expect(key.secrets.map((secret) => [secret.reason, secret.cutAt !== null])).toEqual([
      ["Seen in a public repository", true],
      ["Seen in a public repository", true],
    ]);
    const [event, ...more] = await trailOf(runtime, acme, "key.secret_cut", id);
    expect(more).toEqual([]);
    expect(event).toMatchObject({ severity: "high", metadata: { reason: "Seen in a public repository", secrets: 2 } });
    expect(event.changes).toEqual([
      { field: "state", before: "rotating", after: "active" },
      { field: "old_secret_until", before: third.oldSecretUntil, after: key.secrets[0]!.validUntil },
    ]);
    expect(await refusal(cutSecret(acme.context, { id }))).toMatchObject({ code: "conflict" });
  });

  test("that cannot be recorded did not happen", async () => {
    const { id, token } = await issue();
    await rotate({ id, graceHours: 24 });
    await withoutLedger(() => cutSecret(acme.context, { id }));
    expect(await lookOf(token)).toBe("works");
    expect(await stateOf(id)).toBe("rotating");
  });
});

describe("revoking", () => {
  test("ends a key with all of its secrets, for good, and no other", async () => {
    const [{ id, token }, other] = [await issue(), await issue()];
    const second = await rotate({ id, graceHours: 24 });
    await revokeKey(await asOwner(), { id, reason: "Contract ended" });
    expect(await looksOf(token, second.token, other.token)).toEqual(["revoked", "revoked", "works"]);
    expect(await getKey(acme.context, { id })).toMatchObject({
      state: "revoked",
      revokedBy: "Zoë Ångström",
      revokeReason: "Contract ended",
      revokedAt: expect.any(String),
    });
    const [event] = await trailOf(runtime, acme, "key.revoked", id);
    expect(event).toMatchObject({
      changes: [{ field: "state", before: "rotating", after: "revoked" }],
      metadata: { reason: "Contract ended" },
    });
    expect(await refusal(revokeKey(acme.context, { id, reason: "again" }))).toMatchObject({ code: "conflict" });
    expect(await refusal(resumeKey(acme.context, { id }))).toMatchObject({ code: "conflict" });
    expect(await trailOf(runtime, acme, "key.revoked", id)).toHaveLength(1);
  });

  test("while the key is rotated: revoked in the end, and no secret works", async () => {
    for (let round = 0; round < 5; round++) {
      const { id, token } = await issue();
      const [rotated] = await Promise.allSettled([
        rotate({ id, graceHours: 24 }),
        revokeKey(acme.context, { id, reason: "r" }),
      ]);
      if (rotated.status === "rejected") expect(rotated.reason).toMatchObject({ code: "conflict" });
      expect(await stateOf(id)).toBe("revoked");
      const tokens = rotated.status === "fulfilled" ? [token, rotated.value.token] : [token];
      expect(new Set(await looksOf(...tokens))).toEqual(new Set(["revoked"]));
    }
  });

  test("needs a reason, and a trail", async () => {
    const { id, token } = await issue();
    for (const reason of ["", " \n", "x".repeat(501), undefined as never])
      expect(await refusal(revokeKey(acme.context, { id, reason }))).toMatchObject({ fields: [{ path: "reason" }] });
    await withoutLedger(() => revokeKey(acme.context, { id, reason: "r" }));
    expect([await stateOf(id), await lookOf(token)]).toEqual(["active", "works"]);
  });
});

describe("resuming", () => {
  test("lets a suspended key work again, once", async () => {
    const { id, token } = await issue();
    await suspend(id);
    expect([await lookOf(token), await stateOf(id)]).toEqual(["suspended", "suspended"]);
    await withoutLedger(() => resumeKey(acme.context, { id }));
    expect(await stateOf(id)).toBe("suspended");
    await resumeKey(await asOwner(), { id });
    expect([await lookOf(token), await stateOf(id)]).toEqual(["works", "active"]);
    expect((await trailOf(runtime, acme, "key.resumed", id)).map((event) => event.changes)).toEqual([
      [{ field: "state", before: "suspended", after: "active" }],
    ]);
    expect(await refusal(resumeKey(acme.context, { id }))).toMatchObject({ code: "conflict" });
  });
});

describe.each<[string, Permission, (context: TenantContext, id: string) => Promise<unknown>]>([
  ["rotateKey", "keys.update", (context, id) => rotateKey(context, { id, graceHours: 1 })],
  ["cutSecret", "keys.update", (context, id) => cutSecret(context, { id })],
  ["revokeKey", "keys.revoke", (context, id) => revokeKey(context, { id, reason: "r" })],
  ["resumeKey", "keys.update", (context, id) => resumeKey(context, { id })],
])("%s", (_, needed, call) => {
  test("needs its right, and a key of this tenant", async () => {
    const { id } = await issue();
    const without = contextIn(
      acme.id,
      PERMISSIONS.filter((right) => right !== needed),
    );
    expect(await refusal(call(without, id))).toMatchObject({ code: "forbidden" });
    const errors = [];
    for (const other of ["none", "", "a\0b", "x".repeat(10_000), keyIdOf(globex.provisioning)])
      errors.push(await refusal(call(acme.context, other)));
    errors.push(await refusal(call(globex.context, id)));
    for (const error of errors) expect(error).toMatchObject({ code: "not_found", message: errors[0]!.message });
    expect(await stateOf(id)).toBe("active");
  });
});
