import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { type Call, openApiServer } from "../tests/api-server.ts";
import { openTestRuntime, superQuery, type TestRuntime } from "../tests/database.ts";
import { KEYS, keyCalls } from "../tests/key-calls.ts";
import { trailOf } from "../tests/role-members.ts";
import { noteSecret } from "../tests/secrets/register.ts";
import { inDays, makeTenant, type TestTenant } from "../tests/tenant.ts";

const HOUR_MS = 3_600_000;
/** A change of a key holds everywhere after a second. */
const WITHIN_MS = 1_000;
let runtime: TestRuntime;
let acme: TestTenant;
let call: Call;
let keys: ReturnType<typeof keyCalls>;
beforeAll(async () => {
  runtime = await openTestRuntime({ variables: { SEALTRAIL_TRUSTED_PROXIES: "1" } });
  acme = await makeTenant();
  ({ call } = await openApiServer());
  keys = keyCalls(call, acme);
});

const statusesOf = async (...tokens: string[]) =>
  (await Promise.all(tokens.map((token) => keys.read(token)))).map((answer) => answer.status);
const refusalsOf = async (id: string) =>
  (await trailOf(runtime, acme, "key.refused", id)).map((event) => event.metadata.reason);

describe("the life of a key", () => {
  test("rotating keeps both secrets until the grace ends, cutting ends the old one", async () => {
    const { id, token } = await keys.issue();
    const second = await keys.rotate(id, 2);
    expect(Date.parse(second.old_secret_until!) - runtime.clock.now().getTime()).toBeGreaterThan(1.9 * HOUR_MS);
    expect(await statusesOf(token, second.token)).toEqual([200, 200]);
    expect((await keys.shown(id)).state).toBe("rotating");
    runtime.clock.offsetMs += 2 * HOUR_MS + 1_000;
    await sleep(WITHIN_MS);
    expect(await statusesOf(token, second.token)).toEqual([401, 200]);
    await expect.poll(() => refusalsOf(id)).toEqual(["old secret"]);

    const third = await keys.rotate(id, 24);
    expect(await statusesOf(second.token, third.token)).toEqual([200, 200]);
    const cut = await keys.act(id, "cut");
    expect([cut.status, cut.text]).toEqual([204, ""]);
    await sleep(WITHIN_MS);
    expect(await statusesOf(second.token, third.token)).toEqual([401, 200]);
    const key = await keys.shown(id);
    expect(key).toMatchObject({ state: "active", old_secret_until: null });
    expect(key.secrets).toEqual([
      expect.objectContaining({ reason: "leaked", cut_at: expect.any(String) }),
      expect.objectContaining({ reason: "rotated", cut_at: null, replaced_by: "management key" }),
    ]);
    const [event] = await trailOf(runtime, acme, "key.secret_cut", id);
    expect(event.changes[0]).toEqual({ field: "state", before: "rotating", after: "active" });
  });

  test("revoking ends all secrets within a second, and no other key", async () => {
    const [{ id, token }, other] = [await keys.issue(), await keys.issue()];
    const second = await keys.rotate(id, 24);
    expect(await statusesOf(token, second.token, other.token)).toEqual([200, 200, 200]);
    expect((await keys.act(id, "revoke", { reason: "Contract ended" })).status).toBe(204);
    await sleep(WITHIN_MS);
    expect(await statusesOf(token, second.token, other.token)).toEqual([401, 401, 200]);
    expect(await keys.shown(id)).toMatchObject({
      state: "revoked",
      revoked_by: "management key",
      revoke_reason: "Contract ended",
    });
    await expect.poll(() => refusalsOf(id)).toContain("revoked");
  });

  test("an expired and a suspended one are refused; a suspended one can be resumed", async () => {
    const [ending, resting] = [await keys.issue({ expires_at: inDays(1).toISOString() }), await keys.issue()];
    await superQuery(
      runtime.urls,
      "UPDATE provisioning_key SET suspended_at = now(), suspend_reason = 'unused' WHERE id = $1",
      [resting.id],
    );
    expect(await statusesOf(ending.token, resting.token)).toEqual([200, 401]);
    expect(await keys.shown(resting.id)).toMatchObject({
      state: "suspended",
      suspend_reason: "unused",
    });
    const resumed = await keys.act(resting.id, "resume");
    expect([resumed.status, resumed.text]).toEqual([204, ""]);
    runtime.clock.offsetMs += 24 * HOUR_MS + 1_000;
    await sleep(WITHIN_MS);
    expect(await statusesOf(ending.token, resting.token)).toEqual([401, 200]);
    expect((await keys.manage(`${KEYS}?state=expired`)).json.keys.map((key: { id: string }) => key.id)).toContain(
      ending.id,
    );
  });

  test("two rotations at once leave one present secret; with a revocation at once none works", async () => {
    const { id, token } = await keys.issue();
    const both = await Promise.all([keys.rotate(id, 0), keys.rotate(id, 0)]);
    await sleep(WITHIN_MS);
    const statuses = await statusesOf(token, ...both.map((one) => one.token));
    expect([statuses[0], statuses.slice(1).sort()]).toEqual([401, [200, 401]]);
    const [rotated, revoked] = await Promise.all([
      keys.act(id, "rotate", { grace_hours: 24 }),
      keys.act(id, "revoke", { reason: "r" }),
    ]);
    if (rotated.json?.token) noteSecret(rotated.json.token);
    expect(revoked.status).toBe(204);
    expect([200, 409]).toContain(rotated.status);
    await sleep(WITHIN_MS);
    const tokens = [token, ...both.map((one) => one.token), ...(rotated.json.token ? [rotated.json.token] : [])];
    expect(new Set(await statusesOf(...tokens))).toEqual(new Set([401]));
    expect((await keys.shown(id)).state).toBe("revoked");
  });

  test("a management key may revoke itself and rotate itself, but not cut off what it came with", async () => {
    const { id, token } = await keys.issue({ kind: "management", role: "admin" });
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
    const { id, token } = await keys.issue({ addresses: ["203.0.113.0/28", "2001:db8::/32"] });
    expect((await keys.read(token, "203.0.113.7")).status).toBe(200);
    expect((await keys.read(token, "2001:db8::1")).status).toBe(200);
    const outside = await keys.read(token, "203.0.113.16");
    expect([outside.status, outside.json.error.code]).toEqual([403, "forbidden"]);
    expect((await keys.read(token, "203.0.113.7, 198.51.100.1")).status).toBe(403);
    expect((await keys.read(token)).status).toBe(403);
    await expect
      .poll(async () => (await trailOf(runtime, acme, "key.refused", id)).map((event) => event.source.ip).sort())
      .toEqual(["127.0.0.1", "198.51.100.1", "203.0.113.16"]);
    const { seen_addresses: seen } = await keys.shown(id);
    expect(seen.find((one: { ip: string }) => one.ip === "203.0.113.7")).toMatchObject({ requests: 1, refusals: 0 });
    expect(seen.find((one: { ip: string }) => one.ip === "203.0.113.16")).toMatchObject({ requests: 0, refusals: 1 });
  });

  test("requests a minute: what is beyond waits, as long as it is told", async () => {
    const { id, token } = await keys.issue({ requests_per_minute: 3 });
    const answers = await Promise.all(Array.from({ length: 8 }, () => keys.read(token)));
    const refused = answers.filter((answer) => answer.status === 429);
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(3);
    expect(refused).toHaveLength(5);
    for (const answer of refused) {
      expect(answer.json.error.code).toBe("rate_limited");
      expect(Number(answer.headers["retry-after"])).toBeGreaterThan(0);
      expect(Number(answer.headers["retry-after"])).toBeLessThanOrEqual(120);
    }
    await expect.poll(() => refusalsOf(id)).toEqual(["requests a minute"]);
    expect((await keys.patch(id, { requests_per_minute: 1_000 })).status).toBe(200);
    await sleep(WITHIN_MS);
    expect((await keys.read(token)).status).toBe(200);
  });

  test("rows a day: a page is as long as what is left, then it is refused", async () => {
    const { token } = await keys.issue({ rows_per_day: 4 });
    const page = (limit: number) => call(`/api/v1/events?limit=${limit}`, { token });
    expect((await page(3)).json.records).toHaveLength(3);
    expect((await page(3)).json.records).toHaveLength(1);
    const refused = await page(3);
    expect([refused.status, Number(refused.headers["retry-after"]) > 0]).toEqual([429, true]);
  });
});
