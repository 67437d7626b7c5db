import pg from "pg";
import { beforeAll, describe, expect, test } from "vitest";
import { appendEvents } from "#server/events/index.ts";
import { authenticateKey } from "#server/keys/index.ts";
import { openTestRuntime, outcomeOf, rolledBack, superQuery, type TestRuntime, withClient } from "./database.ts";
import { makeTenant, newEvent, type TestTenant } from "./tenant.ts";

const REFUSED_BY_TRIGGER = "23000";
const NO_PRIVILEGE = "42501";

let runtime: TestRuntime;
let tenant: TestTenant;
let tables: string[];
beforeAll(async () => {
  runtime = await openTestRuntime();
  tenant = await makeTenant();
  const key = await authenticateKey(tenant.ingest, { requestId: "r", via: "api" });
  const events = Array.from({ length: 300 }, (_, i) => newEvent({ external_id: `x${i}` }));
  await appendEvents(key, Buffer.from(JSON.stringify({ events })), { waitForCheckpoint: true });
  const partitions = await superQuery<{ name: string }>(
    runtime.urls,
    "SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'event'::regclass",
  );
  tables = ["event", "tile", "checkpoint", "event_external", ...partitions.map((row) => row.name)];
});

const firstColumn: Record<string, string> = { tile: "hashes", checkpoint: "note", event_external: "id" };
const writes = (table: string) => {
  const column = firstColumn[table] ?? "body";
  return {
    update: `UPDATE ${table} SET ${column} = ${column}`,
    "update of no row": `UPDATE ${table} SET ${column} = ${column} WHERE false`,
    delete: `DELETE FROM ${table}`,
    truncate: `TRUNCATE ${table}`,
    "merge that deletes": `MERGE INTO ${table} t USING (SELECT 1) s ON true WHEN MATCHED THEN DELETE`,
    "merge that updates": `MERGE INTO ${table} t USING (SELECT 1) s ON true WHEN MATCHED THEN UPDATE SET ${column} = t.${column}`,
    "insert on conflict": `INSERT INTO ${table} SELECT * FROM ${table} ON CONFLICT ON CONSTRAINT ${table}_pkey DO UPDATE SET ${column} = EXCLUDED.${column}`,
  };
};
const insert = (table: string) => `INSERT INTO ${table} SELECT * FROM ${table}`;

/** The outcome of each statement, each in a transaction of its own that is rolled back. */
async function outcomes(url: string, statements: string[], tenantId?: string, before?: string): Promise<string[]> {
  return withClient(url, async (client) => {
    const results: string[] = [];
    for (const statement of statements) {
      await client.query("BEGIN");
      if (tenantId) await client.query("SELECT set_config('app.tenant_id', $1, true)", [tenantId]);
      if (before) await client.query(before);
      results.push(await outcomeOf(client.query(statement)));
      await client.query("ROLLBACK");
    }
    return results;
  });
}

const statements = () => tables.flatMap((table) => Object.values(writes(table)));

describe("append-only", () => {
  test("there is something to protect, in every table", async () => {
    for (const table of ["event", "tile", "checkpoint", "event_external"]) {
      const [row] = await superQuery<{ n: number }>(runtime.urls, `SELECT count(*)::int AS n FROM ${table}`);
      expect(row!.n, table).toBeGreaterThan(0);
    }
    expect(tables.length).toBeGreaterThanOrEqual(8);
  });

  test("sealtrail_app may do none of it, with its tenant set or not", async () => {
    for (const tenantId of [tenant.id, undefined]) {
      const found = await outcomes(runtime.urls.app, [...statements(), ...tables.map(insert)], tenantId);
      expect(new Set(found)).toEqual(new Set([NO_PRIVILEGE]));
    }
  });

  test("sealtrail_owner is refused, with its tenant set or not", async () => {
    for (const tenantId of [tenant.id, undefined]) {
      const all = statements();
      const found = await outcomes(runtime.urls.owner, all, tenantId);
      const passed = all.filter((_, i) => found[i] !== REFUSED_BY_TRIGGER && found[i] !== NO_PRIVILEGE);
      expect(passed).toEqual([]);
    }
  });

  test("sealtrail_owner inserts nothing: row-level security has no policy for it", async () => {
    for (const table of tables) {
      const [sample] = await superQuery<{ row: string }>(
        runtime.urls,
        `SELECT to_json(t)::text AS row FROM ${table.startsWith("event_2") ? "event" : table} t LIMIT 1`,
      );
      const row = `INSERT INTO ${table} SELECT * FROM json_populate_record(NULL::${table}, ${pg.escapeLiteral(sample!.row)})`;
      expect(await outcomes(runtime.urls.owner, [row], tenant.id), table).toEqual([NO_PRIVILEGE]);
      await rolledBack(runtime.urls.owner, tenant.id, async (client) => {
        expect((await client.query(insert(table))).rowCount, table).toBe(0);
      });
    }
  });

  test("as sealtrail_ledger, the writer itself, what is there stays", async () => {
    const all = statements();
    const found = await outcomes(runtime.urls.owner, all, tenant.id, "SET LOCAL ROLE sealtrail_ledger");
    expect(new Set(found)).toEqual(new Set([NO_PRIVILEGE]));
  });

  test("the triggers stop a superuser too, also with session_replication_role = replica", async () => {
    for (const before of [undefined, "SET LOCAL session_replication_role = replica"]) {
      const all = tables.flatMap((table) =>
        Object.entries(writes(table))
          .filter(([name]) => name !== "insert on conflict")
          .map(([, statement]) => statement),
      );
      const found = await outcomes(runtime.urls.superuser, all, tenant.id, before);
      expect(all.filter((_, i) => found[i] !== REFUSED_BY_TRIGGER)).toEqual([]);
      const upserts = ["event", "tile", "checkpoint", "event_external"].map(
        (table) => writes(table)["insert on conflict"],
      );
      expect(await outcomes(runtime.urls.superuser, upserts, tenant.id, before)).toEqual(
        upserts.map(() => REFUSED_BY_TRIGGER),
      );
    }
  });

  test("neither role may set session_replication_role, disable a trigger of another's table, or become the superuser", async () => {
    const tries = [
      "SET LOCAL session_replication_role = replica",
      "ALTER TABLE event DISABLE TRIGGER append_only_statement",
      "ALTER TABLE event DISABLE ROW LEVEL SECURITY",
      "SET LOCAL ROLE sealtrail_ledger",
      "SET LOCAL ROLE sealtrail_access",
      "SET LOCAL ROLE sealtrail_owner",
      "CREATE TABLE mine (a int)",
      "CREATE TEMPORARY TABLE mine (a int)",
      "DROP TABLE event",
      "SELECT guard_table('tenant', true)",
      "SELECT tile_root(''::bytea)",
      "SELECT person_memberships(NULL)",
      "SELECT password_hash FROM person",
      "UPDATE session SET revoked_at = NULL",
      "SELECT secret FROM second_factor",
      "SELECT * FROM recovery_code",
      "SELECT * FROM password_reset",
      "SELECT session_end(s) FROM session s",
      "SELECT * FROM platform_key",
      "SELECT * FROM event_external",
    ];
    const found = await outcomes(runtime.urls.app, tries, tenant.id);
    expect(tries.filter((_, i) => found[i] !== NO_PRIVILEGE)).toEqual([]);
    const own = tries[0]!;
    expect(await outcomes(runtime.urls.owner, [own], tenant.id)).toEqual([NO_PRIVILEGE]);
  });
});
