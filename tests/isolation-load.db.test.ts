import { describe, expect, test } from "vitest";
import type { SealedEvent } from "#tlog";
import { type DatabaseUrls, openTestDatabase, superQuery, testDirectory } from "./database.ts";
import { type IsolationResult, READ_CONNECTIONS, runIsolationLoad } from "./isolation-load/load.ts";
import { makeWitness } from "./isolation-load/witness.ts";
import type { World } from "./isolation-load/world.ts";

const QUERIES = 10_000;

test("64 clients over 50 tenants on 4 connections see no row of a wrong tenant, whatever is aborted", {
  timeout: 300_000,
}, async () => {
  const seed = Date.now() % 1_000_000;
  const result = await runIsolationLoad(await openTestDatabase(), { dataDir: testDirectory(), queries: QUERIES, seed });
  expect(result.faults, `seed ${seed}`).toEqual([]);
  expect(result).toMatchObject({ tenants: 50, clients: 64, faultCount: 0, readConnections: READ_CONNECTIONS });
  expect(result.queries).toBeGreaterThanOrEqual(QUERIES);
  expect(result.rows).toBeGreaterThan(QUERIES);
  for (const outcome of ["200", "201", "404", "422", "ok", "not_found", "abandoned", "cut", "refused"])
    expect(result.outcomes[outcome], outcome).toBeGreaterThan(50);
  expect(result.outcomes["500"] ?? 0).toBeLessThanOrEqual(result.cancelled);
  expect(Math.min(result.cancelled, result.terminated)).toBeGreaterThan(10);
});

describe("the load finds what is wrong", () => {
  async function sabotaged(sabotage: (urls: DatabaseUrls, world: World) => Promise<unknown>): Promise<IsolationResult> {
    const urls = await openTestDatabase();
    return runIsolationLoad(urls, {
      dataDir: testDirectory(),
      queries: 400,
      seed: 7,
      tenants: 4,
      clients: 8,
      onReady: (world) => sabotage(urls, world).then(() => {}),
    });
  }

  test("a policy that shows a table's rows to every tenant", async () => {
    const { faults } = await sabotaged((urls) =>
      superQuery(urls, "CREATE POLICY leak ON membership FOR SELECT TO sealtrail_app USING (true)"),
    );
    expect(
      faults.filter((fault) => /^unconditional read: a row of \S+ was shown to/.test(fault)).length,
    ).toBeGreaterThan(0);
    expect(faults.filter((fault) => /^no tenant: .* rows are seen/.test(fault)).length).toBeGreaterThan(0);
  });

  test("a connection on which a tenant stays set", async () => {
    const { faults } = await sabotaged(async (urls, world) => {
      const name = new URL(urls.superuser).pathname.slice(1);
      await superQuery(urls, `ALTER DATABASE ${name} SET app.tenant_id = '${world.tenants[0]!.id}'`);
      await superQuery(
        urls,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'sealtrail_app' AND datname = current_database()",
      );
    });
    expect(faults.filter((fault) => /^read connection \d+: app.tenant_id is/.test(fault)).length).toBeGreaterThan(0);
    expect(faults.filter((fault) => /^no tenant: app.tenant_id is/.test(fault)).length).toBeGreaterThan(0);
  });

  test("events that got into another tenant's ledger, and one that was acknowledged and is gone", async () => {
    const { faults } = await sabotaged(async (urls, { tenants: [first, second, third] }) => {
      const rest = await superQuery<{ names: string }>(
        urls,
        `SELECT string_agg(quote_ident(attname), ', ') AS names FROM pg_attribute
          WHERE attrelid = 'event'::regclass AND attnum > 0 AND NOT attisdropped AND attname <> 'tenant_id'`,
      );
      const { names } = rest[0]!;
      const copy = `INSERT INTO event (tenant_id, ${names}) SELECT $2, ${names} FROM event WHERE tenant_id = $1`;
      await superQuery(urls, copy, [first!.id, second!.id]);
      third!.events.push("01a1fc01-0000-7000-8000-000000000000");
    });
    const shown = faults.filter((fault) => /: an event of \S+ was shown to /.test(fault));
    expect(shown.filter((fault) => /^(list|listEvents|tail\.step|tail, dropped): /.test(fault)).length).toBeGreaterThan(
      0,
    );
    expect(faults).toContainEqual(expect.stringMatching(/^ledger of \S+: 1 acknowledged events are not there/));
  });

  test("each kind of wrong answer", () => {
    const [own, foreign] = ["11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"];
    const event = (tenant: string, over = {}) => ({
      event: { tenant, action: "a", ...over } as unknown as SealedEvent,
    });
    const wrong: ((witness: ReturnType<typeof makeWitness>) => void)[] = [
      (witness) => witness.records("list", own, [event(own), event(foreign)]),
      (witness) => witness.records("list", own, [event(own, { action: "load.t-0123456789" })]),
      (witness) => witness.records("list", own, [event(own, { metadata: { mark: `x${foreign}x` } })]),
      (witness) => witness.tenantRows("read", own, [{ tenant_id: own }, { tenant_id: foreign }]),
      (witness) => witness.tenantRows("read", own, [{ tenant_id: null }]),
      (witness) => witness.text("read", own, 'a key "abcdefABCDEF" of another'),
    ];
    for (const show of wrong) {
      const witness = makeWitness();
      for (const mark of [foreign, "t-0123456789", "abcdefABCDEF"]) witness.own(mark, foreign);
      witness.own(own, own);
      witness.records("list", own, [event(own, { metadata: { mark: own, q: `id:${foreign}` } })]);
      witness.tenantRows("read", own, [{ tenant_id: own }]);
      witness.text("read", own, own);
      expect(witness.faults).toEqual([]);
      show(witness);
      expect(witness.faultCount, String(show)).toBeGreaterThan(0);
    }
  });
});
