import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { createKey, revokeKey, rotateKey } from "#server/keys/index.ts";
import type { SealedEvent } from "#tlog";
import { type Call, openApiServer } from "../tests/api-server.ts";
import { openTestRuntime, superQuery, type TestRuntime } from "../tests/database.ts";
import { noteSecret } from "../tests/secrets/register.ts";
import { inDays, keyIdOf, makeTenant, newEvent, sendEvents, type TestTenant } from "../tests/tenant.ts";

let runtime: TestRuntime;
let call: Call;
let url: string;
let tenant: TestTenant;
let inside: string;
let outside: string;
beforeAll(async () => {
  runtime = await openTestRuntime({ variables: { SEALTRAIL_TRUSTED_PROXIES: "1" } });
  ({ call, url } = await openApiServer());
  tenant = await makeTenant();
  const { receipts } = await sendEvents(
    tenant.ingest,
    [
      newEvent({ action: "door.open", source: { environment: "prod" } }),
      newEvent({ action: "door.open", source: { environment: "staging" } }),
    ],
    { waitForCheckpoint: true },
  );
  [inside, outside] = [receipts[0]!.id, receipts[1]!.id];
});

type KeyOptions = Partial<Parameters<typeof createKey>[1]>;

async function newKey(options: KeyOptions = {}): Promise<{ id: string; token: string }> {
  const key = await createKey(tenant.context, {
    kind: "provisioning",
    name: "Data lake",
    purpose: "Nightly copy",
    role: "owner",
    requestsPerMinute: 10_000,
    expiresAt: inDays(9),
    ...options,
  });
  noteSecret(key.token);
  return key;
}

/** The trail events of a key's requests, in their order. */
async function trailOf(keyId: string): Promise<SealedEvent[]> {
  await runtime.committer.drain();
  const rows = await superQuery<{ body: string }>(
    runtime.urls,
    "SELECT body FROM event WHERE tenant_id = $1 AND actor_id = $2 AND origin = 'sealtrail' ORDER BY seq",
    [tenant.id, keyId],
  );
  return rows.map((row) => JSON.parse(row.body) as SealedEvent);
}

const usesOf = (id: string) =>
  superQuery<{ requests: string; rows: string; refusals: string }>(
    runtime.urls,
    `SELECT coalesce(sum(requests), 0) AS requests, coalesce(sum(rows), 0) AS rows, coalesce(sum(refusals), 0) AS refusals
       FROM key_hour WHERE key_id = $1`,
    [id],
  ).then((rows) => ({
    requests: Number(rows[0]!.requests),
    rows: Number(rows[0]!.rows),
    refusals: Number(rows[0]!.refusals),
  }));

const last = <T>(list: T[]) => list[list.length - 1]!;

describe("every request with a key is a trail event before its answer leaves", () => {
  test("with key, purpose, route, query, rows, address and outcome", async () => {
    const { id, token } = await newKey();
    const headers = { "x-forwarded-for": "203.0.113.44", "user-agent": "lake/1" };
    const answer = await call("/api/v1/events?q=action:door.open&limit=5", { token, headers });
    expect(answer.json.records).toHaveLength(2);
    expect(last(await trailOf(id))).toMatchObject({
      action: "events.searched",
      outcome: "success",
      actor: { type: "key", id, name: "Data lake", metadata: { kind: "provisioning", purpose: "Nightly copy" } },
      source: { ip: "203.0.113.44", user_agent: "lake/1", endpoint: "GET /api/v1/events", via: "api" },
      metadata: { q: "action:door.open", rows: 2, limit: 5 },
    });
    expect(await usesOf(id)).toEqual({ requests: 1, rows: 2, refusals: 0 });
  });

  test("whatever route and answer: each request exactly one", async () => {
    const { id, token } = await newKey({ scope: { environments: ["prod"] }, masks: ["actor.email"] });
    const requests: [string, number, string, string, string | undefined][] = [
      ["/api/v1/events", 200, "events.searched", "success", undefined],
      [`/api/v1/events/${inside}`, 200, "event.viewed", "success", undefined],
      [`/api/v1/events/${inside}/proof`, 200, "proof.downloaded", "success", undefined],
      ["/api/v1/checkpoints/latest", 200, "checkpoint.read", "success", undefined],
      ["/api/v1/consistency?from=1&to=2", 200, "consistency.read", "success", undefined],
      ["/api/v1/feed?limit=1", 200, "feed.opened", "success", undefined],
      [`/api/v1/events/${outside}`, 404, "key.refused", "denied", "outside scope"],
      [`/api/v1/events/${outside}/proof`, 404, "key.refused", "denied", "outside scope"],
      ["/api/v1/events/made-up", 404, "key.used", "failure", "not_found"],
      ["/api/v1/events?q=env:staging", 200, "events.searched", "denied", "outside scope"],
      ["/api/v1/feed?q=env:staging&limit=1", 200, "feed.opened", "denied", "outside scope"],
      ["/api/v1/events?q=nonsense(", 422, "key.used", "failure", "invalid"],
      ["/api/v1/events?limit=0", 422, "key.used", "failure", "invalid"],
      ["/api/v1/roles", 403, "key.refused", "denied", "needs roles.read"],
      [`/tlog/${tenant.id}/tile/entries/000.p/1`, 403, "key.refused", "denied", "forbidden"],
      ["/tlog/made-up/checkpoint", 404, "key.used", "failure", "not_found"],
    ];
    for (const [i, [path, status, action, outcome, reason]] of requests.entries()) {
      const answer = await call(path, { token });
      expect([path, answer.status]).toEqual([path, status]);
      const trail = await trailOf(id);
      expect([path, trail.length]).toEqual([path, i + 1]);
      expect({ path, ...last(trail) }).toMatchObject({ path, action, outcome });
      expect((last(trail).metadata as { reason?: string }).reason).toBe(reason);
    }
    expect(await usesOf(id)).toMatchObject({ requests: requests.length, refusals: 6 });
  });

  test("and so is one of a management key", async () => {
    const id = keyIdOf(tenant.management);
    const before = (await trailOf(id)).length;
    expect((await call("/api/v1/keys", { token: tenant.management })).status).toBe(200);
    expect((await call("/api/v1/keys/none", { token: tenant.management })).status).toBe(404);
    expect((await call("/api/v1/events", { token: tenant.management })).status).toBe(403);
    expect((await trailOf(id)).slice(before).map(({ action, outcome }) => [action, outcome])).toEqual([
      ["keys.listed", "success"],
      ["key.used", "failure"],
      ["key.refused", "denied"],
    ]);
  });

  test("a query on a masked field is denied and recorded with its text, but for tokens", async () => {
    const { id, token } = await newKey({ masks: ["actor.id"] });
    expect((await call("/api/v1/events?q=actor:u_1", { token })).status).toBe(422);
    expect(last(await trailOf(id))).toMatchObject({
      action: "key.refused",
      outcome: "denied",
      metadata: { reason: "masked field", q: "actor:u_1", status: 422 },
    });
    await call(`/api/v1/events?q=id:${tenant.ingest}`, { token });
    await call(`/api/v1/events/${tenant.ingest}`, { token });
    const text = JSON.stringify(await trailOf(id));
    expect(text).not.toContain(tenant.ingest);
    expect(text).toContain(`st_ing_${keyIdOf(tenant.ingest)}_…`);
  });

  test("what cannot be recorded is not answered", async () => {
    const { id, token } = await newKey();
    await superQuery(runtime.urls, "REVOKE EXECUTE ON FUNCTION ledger_append FROM sealtrail_app");
    try {
      for (const path of ["/api/v1/events", `/api/v1/events/${inside}`, "/api/v1/events/made-up", "/api/v1/feed"]) {
        const answer = await call(path, { token });
        expect([path, answer.status]).toEqual([path, expect.toSatisfy((status) => status === 503 || status === 500)]);
        expect(answer.text).not.toContain("door.open");
      }
    } finally {
      await superQuery(runtime.urls, "GRANT EXECUTE ON FUNCTION ledger_append TO sealtrail_app");
    }
    expect(await trailOf(id)).toEqual([]);
    expect(await usesOf(id)).toEqual({ requests: 0, rows: 0, refusals: 0 });
  });
});

describe("where, when and by which secret", () => {
  test("an address outside the key's blocks is refused and recorded; one inside is not", async () => {
    const { id, token } = await newKey({ addresses: ["203.0.113.0/28", "2001:db8::/32"] });
    const from = (ip: string) => call("/api/v1/events", { token, headers: { "x-forwarded-for": ip } });
    expect((await from("203.0.113.5")).status).toBe(200);
    expect((await from("2001:db8::5")).status).toBe(200);
    expect(await usesOf(id)).toMatchObject({ requests: 2, refusals: 0 });
    for (const ip of ["203.0.113.16", "198.51.100.1", "::1"]) {
      const refused = await from(ip);
      expect([refused.status, refused.json.error.code]).toEqual([403, "forbidden"]);
    }
    await sleep(200);
    const refusals = (await trailOf(id)).filter((event) => event.action === "key.refused");
    expect(refusals.map((event) => [event.source?.ip, event.outcome, event.metadata])).toEqual(
      ["203.0.113.16", "198.51.100.1", "::1"].map((ip) => [ip, "denied", { reason: "address not allowed", count: 1 }]),
    );
    expect(await usesOf(id)).toMatchObject({ requests: 2, refusals: 3 });
  });

  test("the old secret works and is marked until its grace ends; after that its use is recorded as what it is", async () => {
    const { id, token } = await newKey();
    expect((await call("/api/v1/events", { token })).status).toBe(200);
    const rotated = await rotateKey(tenant.context, { id, graceHours: 1 });
    noteSecret(rotated.token);
    expect((await call("/api/v1/events", { token: rotated.token })).status).toBe(200);
    expect((await call("/api/v1/events", { token })).status).toBe(200);
    expect(last(await trailOf(id)).actor.metadata).toMatchObject({ secret: "old" });
    expect((await call("/api/v1/events", { token: rotated.token })).status).toBe(200);
    expect(last(await trailOf(id)).actor.metadata).not.toHaveProperty("secret");
    runtime.clock.offsetMs += 3_601_000;
    try {
      expect((await call("/api/v1/events", { token })).status).toBe(401);
      await sleep(200);
      expect(last(await trailOf(id))).toMatchObject({
        action: "key.refused",
        outcome: "denied",
        metadata: { reason: "old secret" },
      });
      expect((await call("/api/v1/events", { token: rotated.token })).status).toBe(200);
    } finally {
      runtime.clock.offsetMs -= 3_601_000;
    }
  });

  test("a tail is one request, however long it is open, with all that it was given", async () => {
    const { id, token } = await newKey();
    const ended = new AbortController();
    const answer = await fetch(`${url}/api/v1/tail?q=action:tailed.*`, {
      headers: { authorization: `Bearer ${token}` },
      signal: ended.signal,
    });
    let text = "";
    const reading = (async () => {
      for await (const chunk of answer.body!.pipeThrough(new TextDecoderStream())) text += chunk;
    })().catch(() => {});
    for (let i = 0; i < 4; i++) {
      await sleep(600);
      await sendEvents(tenant.ingest, newEvent({ action: `tailed.${i}` }));
    }
    for (const untilMs = Date.now() + 3_000; !text.includes("tailed.3") && Date.now() < untilMs; ) await sleep(50);
    expect(await usesOf(id)).toEqual({ requests: 1, rows: 4, refusals: 0 });
    ended.abort();
    await reading;
    for (const untilMs = Date.now() + 3_000; (await trailOf(id)).length < 2 && Date.now() < untilMs; ) await sleep(50);
    expect((await trailOf(id)).map(({ action, metadata }) => [action, (metadata as { rows?: number }).rows])).toEqual([
      ["tail.opened", undefined],
      ["tail.continued", 4],
    ]);
  });

  test("an ingest key that is revoked brings nothing in any more within a second", async () => {
    const { id, token } = await newKey({ kind: "ingest", expiresAt: null });
    // From many addresses, since one with many failures is refused for that.
    let turn = 0;
    const send = () => {
      const headers = { "x-forwarded-for": `192.0.2.${turn++ % 250}` };
      return call("/api/v1/events", { token, json: newEvent(), headers });
    };
    expect((await send()).status).toBe(201);
    await revokeKey(tenant.context, { id, reason: "test" });
    const revokedMs = Date.now();
    let lastGoodMs = revokedMs;
    while (Date.now() - revokedMs < 1_500) if ((await send()).status === 201) lastGoodMs = Date.now();
    expect(lastGoodMs - revokedMs).toBeLessThan(1_000);
    expect((await send()).status).toBe(401);
  });

  test("no answer stands in the trail behind the revocation of its key, however many were under way", async () => {
    const { id, token } = await newKey();
    let isOver = false;
    const statuses: number[] = [];
    const readers = Array.from({ length: 8 }, async () => {
      while (!isOver) statuses.push((await call("/api/v1/events?limit=1", { token })).status);
    });
    await sleep(400);
    await revokeKey(tenant.context, { id, reason: "test" });
    const revokedAtMs = performance.now();
    let lastGoodMs = 0;
    const probe = (async () => {
      while (performance.now() - revokedAtMs < 1_500)
        if ((await call("/api/v1/events?limit=1", { token })).status === 200) lastGoodMs = performance.now();
    })();
    await probe;
    isOver = true;
    await Promise.all(readers);
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThan(0);
    expect(lastGoodMs - revokedAtMs).toBeLessThan(1_000);
    const rows = await superQuery<{ seq: string; action: string }>(
      runtime.urls,
      `SELECT seq, action FROM event WHERE tenant_id = $1 AND (actor_id = $2 OR (target_id = $2 AND action = 'key.revoked')) ORDER BY seq`,
      [tenant.id, id],
    );
    const revokedAt = rows.findIndex((row) => row.action === "key.revoked");
    expect(revokedAt).toBeGreaterThan(0);
    expect(rows.slice(revokedAt + 1).filter((row) => row.action === "events.searched")).toEqual([]);
  });
});
