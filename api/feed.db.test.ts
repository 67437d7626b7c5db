import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { COUNTED_MS, recordLongUses } from "#server/access/index.ts";
import { createKey, revokeKey } from "#server/keys/index.ts";
import type { SealedEvent } from "#tlog";
import { type Call, openApiServer } from "../tests/api-server.ts";
import { openTestRuntime, superQuery, type TestRuntime } from "../tests/database.ts";
import { noteSecret } from "../tests/secrets/register.ts";
import { inDays, makeTenant, newEvent, sendEvents, type TestTenant } from "../tests/tenant.ts";

let runtime: TestRuntime;
let call: Call;
let tenant: TestTenant;
beforeAll(async () => {
  runtime = await openTestRuntime();
  ({ call } = await openApiServer());
  tenant = await makeTenant();
});

async function newKey(options: object = {}): Promise<{ id: string; token: string }> {
  const key = await createKey(tenant.context, {
    kind: "provisioning",
    name: "Stream",
    purpose: "SIEM",
    role: "owner",
    requestsPerMinute: 100_000,
    expiresAt: inDays(9),
    ...options,
  });
  noteSecret(key.token);
  return key;
}

const feed = (token: string, query = "") => call(`/api/v1/feed${query}`, { token });

async function trailOf(keyId: string): Promise<SealedEvent[]> {
  await runtime.committer.drain();
  const rows = await superQuery<{ body: string }>(
    runtime.urls,
    "SELECT body FROM event WHERE tenant_id = $1 AND actor_id = $2 AND origin = 'sealtrail' ORDER BY seq",
    [tenant.id, keyId],
  );
  return rows.map((row) => JSON.parse(row.body) as SealedEvent);
}

describe("the feed", () => {
  test("gives everything once, in the order of arrival, while events arrive", async () => {
    const { token } = await newKey();
    const first = await feed(token, "?q=action:feed.*");
    let { watermark } = first.json;
    const sent: number[] = [];
    const sending = (async () => {
      for (let i = 0; i < 40; i++) {
        const events = Array.from({ length: 5 }, () => newEvent({ action: `feed.${i}` }));
        sent.push(...(await sendEvents(tenant.ingest, events)).receipts.map((receipt) => receipt!.seq));
      }
    })();
    const got: number[] = [];
    for (const untilMs = Date.now() + 20_000; got.length < 200 && Date.now() < untilMs; ) {
      const page = await feed(token, `?q=action:feed.*&after_seq=${watermark}&limit=7&wait=1`);
      expect(page.status).toBe(200);
      const seqs = page.json.records.map((record: { seq: number }) => record.seq);
      for (const seq of seqs) expect(seq).toBeGreaterThan(watermark);
      expect(page.json.watermark).toBeGreaterThanOrEqual(watermark);
      watermark = page.json.watermark;
      got.push(...seqs);
    }
    await sending;
    expect(got).toEqual(sent);
  });

  test("waits for what arrives, and no longer than it was asked to", async () => {
    const { token } = await newKey();
    const { watermark } = (await feed(token, "?q=action:late.*")).json;
    const beganMs = Date.now();
    expect((await feed(token, `?q=action:late.*&after_seq=${watermark}&wait=1`)).json.records).toEqual([]);
    expect(Date.now() - beganMs).toBeGreaterThanOrEqual(950);
    const waiting = feed(token, `?q=action:late.*&after_seq=${watermark}&wait=20`);
    await sleep(300);
    const sentMs = Date.now();
    await sendEvents(tenant.ingest, newEvent({ action: "late.arrival" }));
    expect((await waiting).json.records).toHaveLength(1);
    expect(Date.now() - sentMs).toBeLessThan(1_500);
  });

  test("shows role and scope, without what is masked; reads only when asked for", async () => {
    const { token } = await newKey({ scope: { query: "action:seen.*" }, masks: ["actor.email"] });
    await sendEvents(tenant.ingest, [newEvent({ action: "seen.a" }), newEvent({ action: "unseen.b" })]);
    const page = await feed(token, "?limit=1000");
    expect(page.json.records.map(({ event }: { event: SealedEvent }) => event.action)).toEqual(["seen.a"]);
    expect(page.text).not.toContain("zoe@example.com");
    expect((await feed(token, "?q=actor.id:u_1")).status).toBe(200);
    const all = await newKey();
    const actions = async (query: string) =>
      (await feed(all.token, query)).json.records.map(({ event }: { event: SealedEvent }) => event.action);
    expect(await actions("?limit=1000")).not.toContain("feed.opened");
    expect(await actions("?limit=1000&include=reads")).toContain("feed.opened");
  });

  test("ends within a second when its key is revoked, also while it waits", async () => {
    const { id, token } = await newKey();
    const { watermark } = (await feed(token, "?q=action:never.*")).json;
    const waiting = feed(token, `?q=action:never.*&after_seq=${watermark}&wait=20`);
    await sleep(400);
    const revokedMs = Date.now();
    await revokeKey(tenant.context, { id, reason: "leaked" });
    const answer = await waiting;
    expect([answer.status, answer.json.error.code]).toEqual([401, "unauthenticated"]);
    expect(Date.now() - revokedMs).toBeLessThan(1_100);
  });

  test("is recorded when it opens, then with exact counts every minute, whoever records them", async () => {
    const { id, token } = await newKey();
    await sendEvents(
      tenant.ingest,
      Array.from({ length: 6 }, () => newEvent({ action: "counted.x" })),
    );
    let watermark = -1;
    for (let i = 0; i < 5; i++)
      watermark = (await feed(token, `?q=action:counted.x&limit=2&after_seq=${watermark}`)).json.watermark;
    expect((await trailOf(id)).map(({ action, metadata }) => [action, metadata])).toEqual([
      ["feed.opened", { q: "action:counted.x", requests: 1, rows: 2 }],
    ]);
    await recordLongUses();
    expect(await trailOf(id)).toHaveLength(1);
    runtime.clock.offsetMs += COUNTED_MS + 1_000;
    await Promise.all([recordLongUses(), recordLongUses(), recordLongUses()]);
    const counted = (await trailOf(id)).slice(1);
    expect(counted.map(({ action, actor, metadata }) => [action, actor.id, metadata])).toEqual([
      ["feed.continued", id, { q: "action:counted.x", requests: 4, rows: 4, since: expect.stringMatching(/Z$/) }],
    ]);
    const [use] = await superQuery(runtime.urls, "SELECT requests::int, rows::int FROM key_hour WHERE key_id = $1", [
      id,
    ]);
    expect(use).toEqual({ requests: 5, rows: 6 });
    runtime.clock.offsetMs += COUNTED_MS + 1_000;
    await recordLongUses();
    expect(await trailOf(id)).toHaveLength(2);
    expect(await superQuery(runtime.urls, "SELECT 1 FROM open_use WHERE key_id = $1", [id])).toEqual([]);
  });

  test.each([
    ["?after_seq=x", "after_seq"],
    ["?after_seq=-2", "after_seq"],
    ["?limit=1001", "limit"],
    ["?wait=31", "wait"],
    ["?q=nonsense(", "q"],
  ])("refuses %s", async (query, path) => {
    const answer = await feed(tenant.provisioning, query);
    expect([answer.status, answer.json.error.fields[0].path]).toEqual([422, path]);
  });

  test("of a seq beyond the ledger it begins at the end; an ingest key may not read it", async () => {
    const page = await feed(tenant.provisioning, "?after_seq=999999999");
    expect(page.json.records).toEqual([]);
    expect(page.json.watermark).toBeLessThan(999_999_999);
    expect((await feed(tenant.ingest)).status).toBe(403);
    expect((await feed("nothing")).status).toBe(401);
  });
});

describe("tiles", () => {
  test("are recorded when a key fetches the first, then with exact counts", async () => {
    const { id, token } = await newKey();
    await runtime.signer.signNow(tenant.id);
    for (let i = 0; i < 4; i++)
      expect((await call(`/tlog/${tenant.id}/tile/entries/000.p/2`, { token })).status).toBe(200);
    expect((await trailOf(id)).map(({ action }) => action)).toEqual(["tiles.read"]);
    runtime.clock.offsetMs += COUNTED_MS + 1_000;
    await recordLongUses();
    expect((await trailOf(id)).at(-1)).toMatchObject({
      action: "tiles.continued",
      metadata: { requests: 3, rows: 6 },
    });
  });
});
