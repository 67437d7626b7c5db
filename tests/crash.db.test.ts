import { beforeAll, describe, expect, test } from "vitest";
import { openApiServer } from "./api-server.ts";
import { fuzzBodies } from "./crash/fuzz.ts";
import { killDatabase, killWebProcesses } from "./crash/kill.ts";
import type { CrashResult } from "./crash/verdict.ts";
import { openTestDatabase, openTestRuntime, superQuery, testDirectory } from "./database.ts";
import { ledgerFaults } from "./ledger-check.ts";
import { makeTenant } from "./tenant.ts";

function expectNothingLost(result: CrashResult, kills: number): void {
  expect(result.faults).toEqual([]);
  expect(result.kills).toBe(kills);
  expect(result.acknowledgedEvents).toBeGreaterThan(100);
  expect(result.checkpoints).toBeGreaterThan(1);
  expect(Object.keys(result.statuses).filter((status) => !["201", "503", "lost"].includes(status))).toEqual([]);
}

describe("what was acknowledged survives", () => {
  test("kill -9 of web processes that write to one tenant at once", { timeout: 120_000 }, async () => {
    const result = await killWebProcesses(await openTestDatabase(), { dataDir: testDirectory(), kills: 2 });
    expectNothingLost(result, 2);
    expect(result.retries).toBeGreaterThan(0);
  });

  test("kill -9 of the database server and of one of its backends", { timeout: 180_000 }, async () => {
    expectNothingLost(await killDatabase({ dataDir: testDirectory(), kills: 2 }), 2);
  });
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
