import { beforeAll, describe, expect, test } from "vitest";
import { applyMigrations, schemaDrift } from "../prisma/schema-engine.ts";
import { type DatabaseUrls, openTestDatabase, superQuery } from "./database.ts";

let urls: DatabaseUrls;
beforeAll(async () => {
  urls = await openTestDatabase();
});

describe("migrations", () => {
  test("a second run applies none", async () => {
    expect(await applyMigrations(urls.owner)).toEqual([]);
    const rows = await superQuery<{ name: string }>(
      urls,
      "SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL ORDER BY 1",
    );
    expect(rows.map((row) => row.name)).toEqual([...new Set(rows.map((row) => row.name))]);
    expect(rows.length).toBeGreaterThanOrEqual(3);
  });

  test("lead to schema.prisma, and a difference is seen", async () => {
    expect(await schemaDrift(urls.owner)).toBe("");
    await superQuery(urls, "ALTER TABLE tenant ADD COLUMN stray text");
    expect(await schemaDrift(urls.owner)).toContain("stray");
    await superQuery(urls, "ALTER TABLE tenant DROP COLUMN stray");
    await superQuery(urls, "DROP INDEX event_tenant_id_seq_idx");
    expect(await schemaDrift(urls.owner)).toContain("event_tenant_id_seq_idx");
  });
});
