import { beforeAll, describe, expect, test } from "vitest";
import { createKey, flushAppendCounts, listKeys } from "#server/keys/index.ts";
import { type Call, openApiServer } from "../tests/api-server.ts";
import { API_ENTRY, makeWebProcess } from "../tests/crash/web-process.ts";
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
  await sendEvents(
    tenant.ingest,
    Array.from({ length: 30 }, (_, i) => newEvent({ action: `row.${i}` })),
    { waitForCheckpoint: true },
  );
});

async function newKey(options: object = {}): Promise<{ id: string; token: string }> {
  const key = await createKey(tenant.context, {
    kind: "provisioning",
    name: "Limited",
    purpose: "Tests",
    role: "owner",
    expiresAt: inDays(9),
    ...options,
  });
  noteSecret(key.token);
  return key;
}

const MINUTE_MS = 60_000;

/** Moves the clock to where a minute begins, so that a whole one lies ahead. */
function toNewMinute(): void {
  runtime.clock.offsetMs += MINUTE_MS - (runtime.clock.now().getTime() % MINUTE_MS);
}

const statuses = async (requests: Promise<{ status: number }>[]) => {
  const counts: Record<number, number> = {};
  for (const { status } of await Promise.all(requests)) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
};

describe("requests a minute", () => {
  test("as many are answered as the key may make, whether they come at once or one by one; then 429 with when to come again", async () => {
    const { id, token } = await newKey({ requestsPerMinute: 10 });
    toNewMinute();
    const list = () => call("/api/v1/checkpoints/latest", { token });
    expect(await statuses(Array.from({ length: 25 }, list))).toEqual({ 200: 10, 429: 15 });
    const refused = await list();
    expect([refused.status, refused.json.error.code]).toEqual([429, "rate_limited"]);
    const waitS = Number(refused.headers["retry-after"]);
    expect(waitS).toBeGreaterThan(0);
    expect(waitS).toBeLessThanOrEqual(67);
    runtime.clock.offsetMs += waitS * 1_000;
    expect((await list()).status).toBe(200);
    await runtime.committer.drain();
    const [row] = await superQuery<{ n: number }>(
      runtime.urls,
      `SELECT count(*)::int AS n FROM event WHERE actor_id = $1 AND action = 'key.refused' AND outcome = 'denied'
         AND body LIKE '%"reason":"requests a minute"%'`,
      [id],
    );
    expect(row!.n).toBe(1);
  });

  test("a minute later half of what was used then still counts half a minute in", async () => {
    const { token } = await newKey({ requestsPerMinute: 20 });
    toNewMinute();
    const burst = (count: number) =>
      statuses(Array.from({ length: count }, () => call("/api/v1/checkpoints/latest", { token })));
    expect(await burst(20)).toEqual({ 200: 20 });
    runtime.clock.offsetMs += 1.5 * MINUTE_MS - (runtime.clock.now().getTime() % MINUTE_MS);
    expect(await burst(20)).toEqual({ 200: 10, 429: 10 });
    runtime.clock.offsetMs += 3 * MINUTE_MS;
    expect(await burst(20)).toEqual({ 200: 20 });
  });

  test("of a key are the same for all processes, and no other key pays for them", async () => {
    const { token } = await newKey({ requestsPerMinute: 100 });
    const other = await newKey({ requestsPerMinute: 100 });
    runtime.clock.offsetMs = 0;
    const variables = {
      DATABASE_URL: runtime.urls.app,
      SEALTRAIL_DATA_DIR: runtime.dataDir,
      SEALTRAIL_URL: "http://audit.test",
    };
    const processes = [await makeWebProcess(variables, API_ENTRY), await makeWebProcess(variables, API_ENTRY)];
    try {
      for (const one of processes) await one.start();
      // All within one minute of the clock that these processes have.
      const intoMs = Date.now() % MINUTE_MS;
      if (intoMs > 45_000) await new Promise((resolve) => setTimeout(resolve, MINUTE_MS - intoMs));
      const get = (url: string, bearer: string) =>
        fetch(`${url}/api/v1/checkpoints/latest`, { headers: { authorization: `Bearer ${bearer}` } });
      const requests = Array.from({ length: 240 }, (_, i) => get(processes[i % 2]!.url, token));
      expect(await statuses(requests)).toEqual({ 200: 100, 429: 140 });
      expect((await get(processes[0]!.url, other.token)).status).toBe(200);
    } finally {
      for (const one of processes) await one.stop();
    }
  });

  test("an ingest key has one too, and its events are stored or refused as a whole", async () => {
    const { id, token } = await newKey({ kind: "ingest", requestsPerMinute: 40, expiresAt: null });
    toNewMinute();
    const send = () => call("/api/v1/events", { token, json: newEvent() });
    const counts = await statuses(Array.from({ length: 60 }, send));
    expect(counts[201]).toBeLessThanOrEqual(40);
    expect(counts[201]).toBeGreaterThanOrEqual(36);
    expect((counts[201] ?? 0) + (counts[429] ?? 0)).toBe(60);
    await flushAppendCounts();
    const listed = (await listKeys(tenant.context)).find((key) => key.id === id);
    expect(listed?.week).toMatchObject({ requests: counts[201], rows: counts[201] });
  });
});

describe("rows a day", () => {
  test("a page is shorter where fewer are left, its cursor goes on, and then it is 429 until midnight UTC", async () => {
    const { token } = await newKey({ rowsPerDay: 25 });
    const first = await call("/api/v1/events?q=action:row.*&limit=20", { token });
    expect(first.json.records).toHaveLength(20);
    const second = await call(
      `/api/v1/events?q=action:row.*&limit=20&cursor=${encodeURIComponent(first.json.next_cursor)}`,
      { token },
    );
    expect(second.json.records).toHaveLength(5);
    expect(second.json.next_cursor).not.toBeNull();
    for (const path of ["/api/v1/events", "/api/v1/feed", `/api/v1/events/${first.json.records[0].event.id}`]) {
      const refused = await call(path, { token });
      expect([path, refused.status]).toEqual([path, 429]);
      expect(Number(refused.headers["retry-after"])).toBeGreaterThan(0);
    }
    const wait = Number((await call("/api/v1/events", { token })).headers["retry-after"]);
    runtime.clock.offsetMs += wait * 1_000;
    const seqs = new Set([...first.json.records, ...second.json.records].map((record: { seq: number }) => record.seq));
    const third = await call(
      `/api/v1/events?q=action:row.*&limit=20&cursor=${encodeURIComponent(second.json.next_cursor)}`,
      { token },
    );
    expect(third.json.records.some((record: { seq: number }) => seqs.has(record.seq))).toBe(false);
    expect(seqs.size + third.json.records.length).toBe(30);
  });

  test("are not exceeded by requests that come at once, and what was not read is given back", async () => {
    const { id, token } = await newKey({ rowsPerDay: 45, requestsPerMinute: 10_000 });
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => call("/api/v1/events?q=action:row.*&limit=10", { token })),
    );
    const rows = answers.reduce((sum, answer) => sum + (answer.json.records?.length ?? 0), 0);
    expect(rows).toBe(45);
    expect((await call("/api/v1/events/made-up", { token })).status).toBe(429);
    const spare = await newKey({ rowsPerDay: 5 });
    for (let i = 0; i < 10; i++)
      expect((await call("/api/v1/events?q=action:none&limit=5", { token: spare.token })).status).toBe(200);
    expect((await call("/api/v1/events?q=action:row.*&limit=5", { token: spare.token })).json.records).toHaveLength(5);
    const listed = (await listKeys(tenant.context)).find((key) => key.id === id);
    expect(listed?.week.rows).toBe(45);
  });

  test("an entry bundle is whole or refused", async () => {
    const { token } = await newKey({ rowsPerDay: 10 });
    const bundle = (width: number) => call(`/tlog/${tenant.id}/tile/entries/000.p/${width}`, { token });
    expect((await bundle(12)).status).toBe(429);
    expect((await bundle(10)).status).toBe(200);
    expect((await bundle(1)).status).toBe(429);
  });
});

describe("reads at once", () => {
  test("a caller with slow reads leaves connections to others", async () => {
    const slow = await newKey({ requestsPerMinute: 10_000 });
    const quick = await newKey({ requestsPerMinute: 10_000 });
    let answered = 0;
    const many = Array.from({ length: 200 }, async () => {
      const answer = await call("/api/v1/events?limit=500", { token: slow.token });
      answered++;
      return answer;
    });
    expect((await call("/api/v1/events?limit=1", { token: quick.token })).status).toBe(200);
    // However busy the machine is: it did not have to wait for all of the others.
    expect(answered).toBeLessThan(many.length);
    const counts = await statuses(many);
    expect(Object.keys(counts).every((status) => status === "200" || status === "429")).toBe(true);
    expect(counts[200]).toBeGreaterThan(0);
    expect(counts[429]).toBeGreaterThan(0);
  });
});
