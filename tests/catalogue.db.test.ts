import { beforeAll, describe, expect, inject, test } from "vitest";
import { type CatalogueFunction, type CatalogueTable, readFunctions, readTables } from "./catalogue.ts";
import {
  EXPECTED_FUNCTIONS,
  EXPECTED_MEMBERSHIPS,
  EXPECTED_ROLES,
  EXPECTED_TABLES,
  type ExpectedTable,
} from "./catalogue-expected.ts";
import { type DatabaseUrls, openTestDatabase, superQuery, withClient } from "./database.ts";
import { onDatabase } from "./database-server.ts";

// tgtype: 58 is before update, delete or truncate, for each statement; 27 before update or delete, for each row.
const STATEMENT_TRIGGER = "append_only_statement A 58 refuse_change";
const ROW_TRIGGER = "append_only_row A 27 refuse_change";
const MIGRATIONS_TABLE = "_prisma_migrations";
const LATE_PARTITION = "event_2025_01";

let urls: DatabaseUrls;
let tables: CatalogueTable[];
let functions: CatalogueFunction[];
beforeAll(async () => {
  urls = await openTestDatabase();
  await withClient(urls.app, (client) => client.query("SELECT ensure_partition('2025-01-15T00:00:00Z')"));
  tables = await readTables(urls);
  functions = await readFunctions(urls);
});

const find = (name: string) => tables.find((table) => table.name === name);

function asFound({ grants, columns = {}, policies, appendOnly }: ExpectedTable, name: string): CatalogueTable {
  return {
    name,
    kind: name === "event" ? "p" : "r",
    owner: "sealtrail_owner",
    parent: null,
    enabled: true,
    forced: true,
    grants,
    columns,
    policies: [...policies].sort(),
    triggers: appendOnly ? [ROW_TRIGGER, STATEMENT_TRIGGER] : [],
  };
}

describe("relations", () => {
  test("there are the expected ones, the partitions of event and the table of migrations; no view, no sequence", () => {
    const names = tables.filter((table) => table.parent !== "event").map((table) => table.name);
    expect(names.sort()).toEqual([...Object.keys(EXPECTED_TABLES), MIGRATIONS_TABLE].sort());
    expect(new Set(tables.map((table) => table.kind))).toEqual(new Set(["r", "p"]));
  });

  test.each(Object.entries(EXPECTED_TABLES))(
    "%s: owner, forced row-level security, grants, policies, triggers",
    (name, table) => {
      expect(find(name)).toEqual(asFound(table, name));
    },
  );

  test("every partition, also one made later, has forced row-level security, both triggers and no grant", () => {
    const partitions = tables.filter((table) => table.parent !== null);
    expect(partitions.map((table) => table.name)).toContain(LATE_PARTITION);
    expect(partitions.length).toBeGreaterThanOrEqual(5);
    for (const partition of partitions) {
      expect(partition).toEqual({
        name: expect.stringMatching(/^event_\d{4}_\d{2}$/),
        kind: "r",
        owner: "sealtrail_owner",
        parent: "event",
        enabled: true,
        forced: true,
        grants: {},
        columns: {},
        policies: [],
        triggers: [`${ROW_TRIGGER} inherited`, STATEMENT_TRIGGER],
      });
    }
  });

  test("the table of migrations belongs to the owner alone", () => {
    expect(find(MIGRATIONS_TABLE)).toMatchObject({ owner: "sealtrail_owner", grants: {}, columns: {} });
  });

  test("no table that names a tenant is without row-level security", async () => {
    const rows = await superQuery<{ name: string }>(
      urls,
      `SELECT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
        WHERE c.relkind IN ('r', 'p') AND NOT (c.relrowsecurity AND c.relforcerowsecurity)`,
    );
    expect(rows).toEqual([]);
  });
});

describe("functions", () => {
  test("there are the expected ones", () => {
    expect(functions.map((one) => one.name)).toEqual(Object.keys(EXPECTED_FUNCTIONS).sort());
  });

  test.each(Object.entries(EXPECTED_FUNCTIONS))(
    "%s: owner, definer, who may execute it, search path",
    (name, expected) => {
      const found = functions.find((one) => one.name === name);
      expect(found).toMatchObject({ name, ...expected });
      expect(found?.settings).toContain("search_path=pg_catalog, pg_temp");
    },
  );

  test("a function made by the owner later is not for PUBLIC", async () => {
    const [row] = await withClient(urls.owner, async (client) => {
      await client.query("BEGIN");
      await client.query("CREATE FUNCTION later() RETURNS int LANGUAGE sql AS 'SELECT 1'");
      const { rows } = await client.query(
        "SELECT has_function_privilege('sealtrail_app', 'later()', 'EXECUTE') AS may",
      );
      await client.query("ROLLBACK");
      return rows;
    });
    expect(row).toEqual({ may: false });
  });
});

describe("roles, schema and database", () => {
  test("the roles have no attribute but log-in, and only the owner is a member of others", async () => {
    const rows = await superQuery<{ name: string; login: boolean; powers: boolean }>(
      urls,
      `SELECT rolname AS name, rolcanlogin AS login, rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication OR rolinherit AS powers
         FROM pg_roles WHERE rolname LIKE 'sealtrail%' ORDER BY 1`,
    );
    expect(rows).toEqual(Object.entries(EXPECTED_ROLES).map(([name, login]) => ({ name, login, powers: false })));
    const members = await superQuery<{ line: string; admin: boolean }>(
      urls,
      `SELECT m.rolname || ' in ' || r.rolname AS line, a.admin_option AS admin FROM pg_auth_members a
         JOIN pg_roles m ON m.oid = a.member JOIN pg_roles r ON r.oid = a.roleid WHERE m.rolname LIKE 'sealtrail%' ORDER BY 1`,
    );
    expect(members).toEqual(EXPECTED_MEMBERSHIPS.map((line) => ({ line, admin: false })));
  });

  test("nobody but the owner may create anything in the schema or the database", async () => {
    const schemas = await superQuery<{ name: string; owner: string; acl: string[] }>(
      urls,
      `SELECT n.nspname AS name, pg_get_userbyid(n.nspowner) AS owner,
              ARRAY(SELECT COALESCE(r.rolname, 'PUBLIC') || ' ' || x.privilege_type FROM aclexplode(n.nspacl) x LEFT JOIN pg_roles r ON r.oid = x.grantee
                     WHERE x.grantee <> n.nspowner ORDER BY 1)::text[] AS acl
         FROM pg_namespace n WHERE n.nspname !~ '^(pg_|information_schema$)'`,
    );
    const users = ["PUBLIC", ...Object.keys(EXPECTED_ROLES).filter((role) => role !== "sealtrail_owner")];
    expect(schemas).toEqual([{ name: "public", owner: "sealtrail_owner", acl: users.map((role) => `${role} USAGE`) }]);
  });

  test("the database as roles.sql left it lets PUBLIC connect, and nothing more", async () => {
    const template = inject("template");
    const server = onDatabase(template.superuser, "postgres");
    const { rows } = await withClient(server, (client) =>
      client.query(
        `SELECT pg_get_userbyid(d.datdba) AS owner,
                ARRAY(SELECT COALESCE(r.rolname, 'PUBLIC') || ' ' || x.privilege_type FROM aclexplode(d.datacl) x LEFT JOIN pg_roles r ON r.oid = x.grantee
                       WHERE x.grantee <> d.datdba)::text[] AS acl
           FROM pg_database d WHERE d.datname = $1`,
        [new URL(template.superuser).pathname.slice(1)],
      ),
    );
    expect(rows).toEqual([{ owner: "sealtrail_owner", acl: ["PUBLIC CONNECT"] }]);
  });
});

test("the catalogue test sees what it is for", async () => {
  await superQuery(urls, "ALTER TABLE tile NO FORCE ROW LEVEL SECURITY");
  await superQuery(urls, `ALTER TABLE ${LATE_PARTITION} ENABLE TRIGGER append_only_statement`);
  await superQuery(urls, "GRANT UPDATE ON event TO sealtrail_app");
  await superQuery(urls, "GRANT EXECUTE ON FUNCTION tile_root(bytea) TO PUBLIC");
  const changed = await readTables(urls);
  const of = (name: string) => changed.find((table) => table.name === name);
  expect(of("tile")?.forced).toBe(false);
  expect(of(LATE_PARTITION)?.triggers).not.toContain(STATEMENT_TRIGGER);
  expect(of("event")?.grants.sealtrail_app).toBe("rw");
  expect((await readFunctions(urls)).find((one) => one.name === "tile_root")?.execute).toContain("PUBLIC");
});
