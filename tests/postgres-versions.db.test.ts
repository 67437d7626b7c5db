import { existsSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { appendEvents, getEvent, getProof, listEvents } from "#server/events/index.ts";
import { authenticateKey } from "#server/keys/index.ts";
import { formatProof, verifyRecord } from "#tlog";
import { schemaDrift } from "../prisma/schema-engine.ts";
import { readFunctions, readTables } from "./catalogue.ts";
import { EXPECTED_FUNCTIONS, EXPECTED_TABLES } from "./catalogue-expected.ts";
import { openTestRuntime, outcomeOf, superQuery, type TestRuntime, withClient } from "./database.ts";
import { prepareDatabase } from "./database-server.ts";
import { ledgerFaults } from "./ledger-check.ts";
import { type OwnCluster, startOwnCluster } from "./own-cluster.ts";
import { makePerson, makeTenant, newEvent, type TestTenant } from "./tenant.ts";

const GIVEN = process.env.SEALTRAIL_TEST_POSTGRES_BIN;
const places = [GIVEN, ...[15, 16, 17].map((major) => `/usr/lib/postgresql/${major}/bin`)];
const found = [...new Set(places)].filter((bin) => bin !== undefined && existsSync(`${bin}/postgres`));

test.skipIf(found.length > 0)(
  "another PostgreSQL than the embedded one: none here, SEALTRAIL_TEST_POSTGRES_BIN names one",
  () => {
    expect(GIVEN).toBeUndefined();
  },
);

describe.each(found)("PostgreSQL of %s", (bin) => {
  let cluster: OwnCluster;
  let runtime: TestRuntime;
  let tenant: TestTenant;
  beforeAll(async () => {
    cluster = await startOwnCluster(bin);
    const { urls } = await prepareDatabase(cluster.superuserUrl);
    runtime = await openTestRuntime({ urls });
    tenant = await makeTenant();
  });
  afterAll(async () => {
    await runtime?.close();
    await cluster?.stop();
  });

  test("is one that Sealtrail works on, with the schema and the rights that it should have", async () => {
    const [version] = await superQuery<{ n: number }>(
      runtime.urls,
      "SELECT current_setting('server_version_num')::int AS n",
    );
    expect(version!.n).toBeGreaterThanOrEqual(150_000);
    expect(await schemaDrift(runtime.urls.owner)).toBe("");
    for (const table of await readTables(runtime.urls)) {
      if (table.parent || table.name === "_prisma_migrations") continue;
      const { grants, policies } = EXPECTED_TABLES[table.name]!;
      expect(table).toMatchObject({ grants, policies: [...policies].sort(), enabled: true, forced: true });
    }
    for (const one of await readFunctions(runtime.urls)) expect(one).toMatchObject(EXPECTED_FUNCTIONS[one.name]!);
  });

  test("appends, signs, proves, searches and refuses to forget", async () => {
    const key = await authenticateKey(tenant.ingest, { requestId: "r", via: "api" });
    const events = Array.from({ length: 600 }, (_, i) => newEvent({ external_id: `e${i % 590}` }));
    const { receipts } = await appendEvents(key, Buffer.from(JSON.stringify({ events: events.slice(0, 590) })), {
      waitForCheckpoint: true,
      idempotencyKey: "k",
    });
    const { id } = receipts[300]!;
    const proof = await getProof(tenant.context, id);
    const record = await getEvent(tenant.context, id);
    verifyRecord(record, formatProof(proof), runtime.signer.vkeyOf(tenant.origin));
    await makePerson([tenant]);
    expect((await listEvents(tenant.context, { q: "action:secret.*", limit: 10 })).next_cursor).not.toBeNull();
    expect(await ledgerFaults(runtime.urls, tenant.id, runtime.signer.vkeyOf(tenant.origin))).toEqual([]);
    for (const url of [runtime.urls.app, runtime.urls.owner, runtime.urls.superuser])
      for (const statement of ["DELETE FROM event", "UPDATE tile SET level = 0", "TRUNCATE checkpoint"])
        expect(await withClient(url, (client) => outcomeOf(client.query(statement)))).toMatch(/^(42501|23000)$/);
    expect(
      await withClient(runtime.urls.app, async (client) => (await client.query("SELECT FROM event")).rowCount),
    ).toBe(0);
  });
});
