import { beforeAll, describe, expect, test } from "vitest";
import {
  decodeEntryBundle,
  fromBase64,
  hashLeaf,
  openCheckpoint,
  parseProof,
  toHex,
  treeRoot,
  verifyConsistency,
  verifyRecord,
} from "#tlog";
import { type Answer, type Call, openApiServer } from "../tests/api-server.ts";
import { openTestRuntime, type TestRuntime } from "../tests/database.ts";
import { makeTenant, newEvent, type TestTenant } from "../tests/tenant.ts";

const EVENTS = "/api/v1/events";
let runtime: TestRuntime;
let acme: TestTenant;
let globex: TestTenant;
let call: Call;
let acmeIds: string[];
beforeAll(async () => {
  runtime = await openTestRuntime();
  acme = await makeTenant();
  globex = await makeTenant();
  ({ call } = await openApiServer());
  acmeIds = await fill(acme, "acme.secret", 300);
  await fill(globex, "globex.secret", 20);
});

async function fill(tenant: TestTenant, action: string, count: number): Promise<string[]> {
  const json = { events: Array.from({ length: count }, () => newEvent({ action, session_id: "s-1" })) };
  const answer = await call(`${EVENTS}?wait=checkpoint`, { token: tenant.ingest, json });
  return answer.json.receipts.map((receipt: { id: string }) => receipt.id);
}

const get = (path: string, tenant = acme, headers: Record<string, string> = {}) =>
  call(path, { token: tenant.provisioning, headers });

function expectError(answer: Answer, status: number, code: string): void {
  expect([answer.status, answer.json?.error?.code], answer.text.slice(0, 300)).toEqual([status, code]);
}

describe("listing", () => {
  test("keyset pages neither skip nor repeat, in both orders, while events arrive", async () => {
    for (const order of ["newest", "oldest"]) {
      const seen: string[] = [];
      let cursor: string | null = "";
      while (cursor !== null) {
        const page: Answer = await get(
          `${EVENTS}?q=action:acme.secret&limit=37&order=${order}${cursor ? `&cursor=${cursor}` : ""}`,
        );
        expect(page.status, page.text).toBe(200);
        seen.push(...page.json.records.map((record: { event: { id: string } }) => record.event.id));
        cursor = page.json.next_cursor;
        await call(EVENTS, { token: acme.ingest, json: newEvent({ action: "other.thing" }) });
      }
      expect(seen).toEqual(order === "newest" ? acmeIds.toReversed() : acmeIds);
    }
  });

  test("a cursor that was altered, or of another list, order or tenant, is refused in one voice", async () => {
    const list = `${EVENTS}?q=action:acme.secret&limit=10`;
    const { next_cursor: cursor } = (await get(list)).json;
    expect((await get(`${list}&cursor=${cursor}`)).status).toBe(200);
    const flipped = (i: number) => cursor.slice(0, i) + (cursor[i] === "A" ? "B" : "A") + cursor.slice(i + 1);
    const bad = [
      ...Array.from({ length: cursor.length - 2 }, (_, i) => `${list}&cursor=${flipped(i)}`),
      `${list}&cursor=${cursor.slice(0, -4)}`,
      `${list}&cursor=${cursor}AAAA`,
      `${list}&cursor=x`,
      `${list}&cursor=%00`,
      `${EVENTS}?q=action:acme.*&limit=10&cursor=${cursor}`,
      `${EVENTS}?limit=10&cursor=${cursor}`,
      `${list}&order=oldest&cursor=${cursor}`,
      `${list}&from=2020-01-01T00:00:00Z&cursor=${cursor}`,
    ];
    const messages = new Set<string>();
    for (const path of bad) {
      const answer = await get(path);
      expectError(answer, 422, "invalid");
      messages.add(answer.json.error.message);
    }
    const foreign = await get(`${list}&cursor=${cursor}`, globex);
    expectError(foreign, 422, "invalid");
    messages.add(foreign.json.error.message);
    expect([...messages]).toHaveLength(1);
    for (const path of [`${EVENTS}?cursor=`, `${EVENTS}?cursor=${"A".repeat(501)}`])
      expectError(await get(path), 422, "invalid");
  });

  test("parameters out of range, and queries that cannot be read, are refused with their place", async () => {
    for (const query of [
      "limit=0",
      "limit=501",
      "limit=x",
      "limit=1.5",
      "order=up",
      "from=yesterday",
      "to=2026-13-01T00:00:00Z",
    ])
      expectError(await get(`${EVENTS}?${query}`), 422, "invalid");
    for (const [q, at] of [
      ["actor:(a", 6],
      ["nofield:x", 0],
      ["action:", 7],
      ['action:"x', 7],
      ["outcome:maybe", 8],
      ["seq:9..1", 4],
      ["action:a  b:ad", 10],
    ] as const) {
      const answer = await get(`${EVENTS}?q=${encodeURIComponent(q)}`);
      expectError(answer, 422, "invalid");
      expect(answer.json.error.fields, q).toEqual([{ path: "q", message: expect.any(String), at }]);
    }
    expectError(await get(`${EVENTS}?q=${"action:a ".repeat(70)}`), 422, "invalid");
    expectError(await get(`${EVENTS}?q=${"x".repeat(2_001)}`), 422, "invalid");
    for (const q of ["id:nonsense", "seq:999999999999999", "action:' OR 1=1--", "session:%00", "actor:\u0000"])
      expect([200, 422]).toContain((await get(`${EVENTS}?q=${encodeURIComponent(q)}`)).status);
  });

  test("a time before the first possible event is taken for that", async () => {
    const counted = async (range: string) => {
      const { status, json } = await get(`${EVENTS}?q=action:acme.secret&limit=500&${range}`);
      return [status, json?.records?.length];
    };
    for (const early of ["0000-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00%2B14:00"]) {
      expect(await counted(`from=${early}`)).toEqual([200, acmeIds.length]);
      expect(await counted(`to=${early}`)).toEqual([200, 0]);
    }
  });

  test("each tenant sees its own events only", async () => {
    const page = await get(`${EVENTS}?limit=500&q=session:s-1`, globex);
    const tenants = new Set(page.json.records.map((record: { event: { tenant: string } }) => record.event.tenant));
    expect([...tenants]).toEqual([globex.id]);
    expect((await get(`${EVENTS}?q=action:acme.*`, globex)).json).toEqual({
      records: [],
      next_cursor: null,
      is_partial: false,
      covered_from: null,
    });
    expect((await get(`${EVENTS}?q=id:${acmeIds[0]}`, globex)).json.records).toEqual([]);
  });
});

describe("records and proofs", () => {
  test("any record verifies against its proof and the ledger's key; one changed thing and it does not", async () => {
    const vkey = runtime.signer.vkeyOf(acme.origin);
    for (const i of [0, 128, 255, 256, 299]) {
      const record = (await get(`${EVENTS}/${acmeIds[i]}`)).json;
      const proof = await get(`${EVENTS}/${acmeIds[i]}/proof`);
      expect(proof.headers["content-type"]).toMatch(/^text\/plain/);
      expect(verifyRecord(record, proof.text, vkey)).toMatchObject({ origin: acme.origin });
      const changed = { ...record, event: { ...record.event, outcome: "denied" } };
      expect(() => verifyRecord(changed, proof.text, vkey)).toThrow();
      expect(() => verifyRecord(record, proof.text, runtime.signer.vkeyOf(globex.origin))).toThrow();
      const json = (await get(`${EVENTS}/${acmeIds[i]}/proof`, acme, { accept: "application/json" })).json;
      expect(json.index).toBe(record.seq);
      expect(json.checkpoint).toContain(acme.origin);
      expect(parseProof(proof.text).index).toBe(record.seq);
    }
  });

  test("a proof in an older checkpoint of a given size", async () => {
    const { size } = (await get(`${EVENTS}/${acmeIds[0]}/proof`, acme, { accept: "application/json" })).json;
    await fill(acme, "more.events", 5);
    const older = (await get(`${EVENTS}/${acmeIds[0]}/proof?size=${size}`, acme, { accept: "application/json" })).json;
    expect(older.size).toBe(size);
    for (const bad of [1, 0, size - 1, 10_000_000])
      expectError(await get(`${EVENTS}/${acmeIds[0]}/proof?size=${bad}`), 404, "not_found");
    for (const bad of ["x", "-1", "01", "1e3"])
      expectError(await get(`${EVENTS}/${acmeIds[0]}/proof?size=${bad}`), 422, "invalid");
  });

  test("unknown, malformed and foreign ids are the same 404", async () => {
    const ids = [
      acmeIds[0],
      "01a1fb6d-33ae-78b6-a140-92b20fa06dfc",
      "11111111-1111-4111-8111-111111111111",
      "x",
      "%00",
      "..%2f..",
      "' OR 1=1",
    ];
    const bodies = new Set<string>();
    for (const id of ids) {
      for (const suffix of ["", "/proof"]) {
        const answer = await get(`${EVENTS}/${encodeURI(id!)}${suffix}`, globex);
        expectError(answer, 404, "not_found");
        bodies.add(JSON.stringify({ ...answer.json.error, request_id: "" }));
      }
    }
    expect([...bodies]).toHaveLength(1);
  });

  test("checkpoints are consistent with one another", async () => {
    const vkey = runtime.signer.vkeyOf(acme.origin);
    const first = openCheckpoint((await get("/api/v1/checkpoints/latest")).text, vkey);
    await fill(acme, "more.events", 30);
    const second = openCheckpoint((await get("/api/v1/checkpoints/latest")).text, vkey);
    expect(second.size).toBeGreaterThan(first.size);
    const { hashes } = (await get(`/api/v1/consistency?from=${first.size}&to=${second.size}`)).json;
    expect(
      verifyConsistency(
        first.size,
        first.root,
        second.size,
        second.root,
        hashes.map((hash: string) => fromBase64(hash)),
      ),
    ).toBe(true);
    for (const query of ["", "?from=1", "?from=5&to=2", "?from=0&to=99999999", "?from=a&to=b", "?from=-1&to=2"])
      expectError(await get(`/api/v1/consistency${query}`), 422, "invalid");
  });
});

describe("the static log", () => {
  test("tiles and entries rebuild the signed root", async () => {
    const log = `/tlog/${acme.id}`;
    const signed = openCheckpoint((await get(`${log}/checkpoint`)).text, runtime.signer.vkeyOf(acme.origin));
    const rest = signed.size % 256;
    const paths = [
      "000",
      ...(signed.size >= 512 ? ["001"] : []),
      `${String(Math.floor(signed.size / 256)).padStart(3, "0")}.p/${rest}`,
    ];
    const hashes: Uint8Array[] = [];
    for (const path of paths) {
      const tile = await get(`${log}/tile/0/${path}`);
      expect(tile.status, path).toBe(200);
      const entries = await get(`${log}/tile/entries/${path}`);
      const leaves = decodeEntryBundle(entries.bytes).map((leaf) => hashLeaf(leaf));
      expect(leaves.map(toHex).join("")).toBe(tile.bytes.toString("hex"));
      expect(entries.text).not.toContain("zoe@example.com");
      hashes.push(...leaves);
      expect(tile.headers["cache-control"]).toMatch(path.includes(".p/") ? /no-store/ : /immutable/);
    }
    expect(toHex(treeRoot(hashes))).toBe(toHex(signed.root));
  });

  test("what is not there, or another tenant's, is 404", async () => {
    const log = `/tlog/${acme.id}`;
    for (const path of [
      "tile/0/999",
      "tile/0/0",
      "tile/9/000",
      "tile/0/x",
      "tile/0/000.p/0",
      "tile/0/000.p/256",
      "tile/entries/999",
      "tile/0/001.p/255",
      "nothing",
      "tile/",
    ])
      expectError(await get(`${log}/${path}`), 404, "not_found");
    for (const path of ["checkpoint", "tile/0/000", "tile/entries/000"]) {
      expectError(await get(`${log}/${path}`, globex), 404, "not_found");
      expectError(await call(`${log}/${path}`, { token: acme.ingest }), 403, "forbidden");
      expectError(await call(`${log}/${path}`), 401, "unauthenticated");
    }
  });
});

test("every reading route refuses no key, a bad key and a key of another kind", async () => {
  const routes = [
    EVENTS,
    `${EVENTS}/${acmeIds[0]}`,
    `${EVENTS}/${acmeIds[0]}/proof`,
    "/api/v1/checkpoints/latest",
    "/api/v1/consistency?from=0&to=1",
    "/api/v1/tail",
  ];
  for (const route of routes) {
    expectError(await call(route), 401, "unauthenticated");
    expectError(await call(route, { token: "nonsense" }), 401, "unauthenticated");
    expectError(await call(route, { token: acme.ingest }), 403, "forbidden");
    expectError(await call(route, { token: acme.management }), 403, "forbidden");
  }
});

test("health, readiness and the description need no key", async () => {
  expect((await call("/api/v1/health")).json).toEqual({ status: "ok" });
  expect((await call("/api/v1/ready")).json).toEqual({ status: "ok" });
  const { openapi, paths } = (await call("/api/v1/openapi.json")).json;
  expect(openapi).toMatch(/^3\.1/);
  expect(Object.keys(paths)).toEqual(expect.arrayContaining([EVENTS, "/api/v1/tail", "/api/v1/import/{system}"]));
});

test("a hundred failed authentications a minute from one address, and it must wait, while others go on", async () => {
  const statuses = [];
  for (let i = 0; i < 110; i++) statuses.push((await call(EVENTS, { token: `x${i}` })).status);
  expect(statuses).toContain(401);
  expect(statuses.at(-1)).toBe(429);
  const limited = await get(EVENTS);
  expectError(limited, 429, "rate_limited");
  expect(Number(limited.headers["retry-after"])).toBeGreaterThan(0);
});
