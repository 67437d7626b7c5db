import { beforeAll, describe, expect, test } from "vitest";
import { mintToken } from "#server/tokens/index.ts";
import { openApiServer } from "./api-server.ts";
import { fuzzBodies } from "./crash/fuzz.ts";
import { killDatabase, killWebProcesses } from "./crash/kill.ts";
import type { Sent, SentReceipt } from "./crash/load.ts";
import { killWhileRotating, type RotatedKey } from "./crash/rotate-kill.ts";
import { faultsOf } from "./crash/rotate-verdict.ts";
import { type CrashResult, judge } from "./crash/verdict.ts";
import { API_ENTRY } from "./crash/web-process.ts";
import { openTestDatabase, openTestRuntime, superQuery, testDirectory } from "./database.ts";
import { ledgerFaults } from "./ledger-check.ts";
import { draftOf, makeTenant, newEvent } from "./tenant.ts";

function expectNothingLost(result: CrashResult, kills: number): void {
  expect(result.faults).toEqual([]);
  expect(result.kills).toBe(kills);
  expect(result.acknowledgedEvents).toBeGreaterThan(100);
  expect(result.checkpoints).toBeGreaterThan(0);
  expect(Object.keys(result.statuses).filter((status) => !["201", "503", "lost"].includes(status))).toEqual([]);
}

describe("what was acknowledged survives", () => {
  test("kill -9 of web processes that write to one tenant at once", { timeout: 120_000 }, async () => {
    const result = await killWebProcesses(await openTestDatabase(), {
      dataDir: testDirectory(),
      kills: 2,
      entry: API_ENTRY,
    });
    expectNothingLost(result, 2);
    expect(result.retries).toBeGreaterThan(0);
  });

  test("kill -9 of the database server and of one of its backends", { timeout: 180_000 }, async () => {
    expectNothingLost(await killDatabase({ dataDir: testDirectory(), kills: 2, entry: API_ENTRY }), 2);
  });
});

describe("a key has a secret that works at every moment", () => {
  test("kill -9 of a web process in the middle of rotations", { timeout: 120_000 }, async () => {
    const seed = Date.now() % 1_000_000;
    const options = { dataDir: testDirectory(), kills: 3, seed, entry: API_ENTRY };
    const result = await killWhileRotating(await openTestDatabase(), options);
    expect(result.faults, `seed ${seed}`).toEqual([]);
    expect(result.kills).toBe(3);
    expect(result.acknowledged).toBeGreaterThanOrEqual(3);
    expect(result.unanswered).toBeGreaterThan(0);
    expect(result.checks).toBeGreaterThanOrEqual(3 * 6);
  });

  test("the verdict sees a lost secret, a doubled one, and rows that do not fit answers, trail or each other", () => {
    const [first, second] = [mintToken("prv", "abcdefABCDEF"), mintToken("prv", "abcdefABCDEF")];
    const [hash, newer] = [first, second].map(({ secretHash }) => Buffer.from(secretHash).toString("hex"));
    const [made, replaced] = ["2026-11-20T00:00:00.000Z", "2026-11-20T00:00:01.000Z"];
    const key: RotatedKey = { id: "k", kind: "ingest", tokens: [first.token, second.token], unanswered: 0 };
    const secrets = [{ hash: hash!, made_at: made, replaced_at: replaced }];
    const times = { created_at: new Date(made), rotated_at: new Date(replaced) };
    const row = { id: "k", present: newer!, ...times, secrets, rotated: [replaced] };
    expect(faultsOf(key, row)).toEqual([]);
    const wrong: [Partial<typeof row>, Partial<RotatedKey>, string][] = [
      [{ present: "00" }, {}, "secret 1 is not there"],
      [{ present: hash! }, {}, "a secret is there twice"],
      [{}, { tokens: [first.token] }, "1 rotations took effect, 0 were answered and 0 were not"],
      [{ rotated: [] }, {}, "0 rotations are in the trail, 1 took effect"],
      [{ rotated: [made] }, {}, "rotation 0 is in the trail with another time than in its row"],
      [{ created_at: new Date(0) }, {}, "secret 0 was not made when the one before it was replaced"],
      [{ rotated_at: new Date(0) }, {}, "the present secret was not made when the last one was replaced"],
    ];
    for (const [overRow, overKey, fault] of wrong)
      expect(faultsOf({ ...key, ...overKey }, { ...row, ...overRow })).toContain(fault);
    expect(faultsOf({ ...key, tokens: [first.token], unanswered: 1 }, row)).toEqual([]);
  });
});

test("the verdict sees a lost event, a doubled one, half a request and a receipt that does not fit", async () => {
  const runtime = await openTestRuntime();
  const tenant = await makeTenant();
  const names = ["a", "b", "c", "d", "d"];
  const items = names.map((name) => ({
    draft: draftOf(newEvent({ action: "crash.tested", request_id: name })),
    keyId: "k",
  }));
  const { results } = await runtime.committer.append(tenant.id, { items, atomic: true });
  const [a, b] = results as SentReceipt[];
  const sent: Sent = {
    acknowledged: new Map([
      ["a", a!],
      ["b", { ...b!, seq: 999 }],
      ["lost", a!],
    ]),
    abandoned: [["c", "never"]],
    contradicted: [],
    requests: 3,
    retries: 0,
    statuses: {},
  };
  await runtime.signer.waitFor(tenant.id, 5, 5_000);
  const ledger = { urls: runtime.urls, dataDir: runtime.dataDir, tenantId: tenant.id, origin: tenant.origin };
  const { faults } = await judge(ledger, sent, 0);
  expect(faults.filter((fault) => !/columns|leaf|verification/.test(fault)).sort()).toEqual([
    "1 events are stored that nobody sent",
    "1 events are stored twice",
    "of a request of 2 events 1 are stored",
    "the acknowledged event lost is lost",
    "the event b is stored otherwise than its receipt says",
  ]);
});

describe("malformed bodies", () => {
  let url: string;
  beforeAll(async () => {
    ({ url } = await openApiServer());
  });

  test("500 mutated bodies: never 5xx, and nothing is stored that was not acknowledged", async () => {
    const runtime = await openTestRuntime();
    const tenant = await makeTenant();
    const seed = Date.now() % 1_000_000;
    const result = await fuzzBodies(url, tenant.ingest, 500, seed);
    expect(result.failed, `seed ${seed}`).toEqual([]);
    expect(Object.keys(result.statuses).filter((status) => !["201", "400", "422"].includes(status))).toEqual([]);
    const text = "SELECT count(*)::int AS n FROM event WHERE tenant_id = $1 AND origin IS DISTINCT FROM 'sealtrail'";
    expect(await superQuery(runtime.urls, text, [tenant.id])).toEqual([{ n: result.receipts }]);
    expect(await ledgerFaults(runtime.urls, tenant.id)).toEqual([]);
  });
});
