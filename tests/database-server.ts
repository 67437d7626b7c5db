import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { randomBase62 } from "#server/ids.ts";
import { applyMigrations } from "../prisma/schema-engine.ts";
import { openDemoDatabase } from "../processes/demo/database.ts";
import { scanDatabase, scanFiles } from "./secrets/places.ts";
import { noteSecret } from "./secrets/register.ts";

/** The three ways into one database. */
export interface DatabaseUrls {
  app: string;
  owner: string;
  superuser: string;
}

export interface TestDatabase {
  urls: DatabaseUrls;
  close(): Promise<void>;
}

const root = join(import.meta.dirname, "..");

/**
 * A migrated database to be cloned: on the server of DATABASE_SUPERUSER_URL if that is set (a server for tests: its sealtrail_*
 * roles get new passwords), else on an embedded PostgreSQL in `dataDir`.
 */
export async function openTemplate(dataDir: string): Promise<TestDatabase> {
  const { DATABASE_SUPERUSER_URL: given } = process.env;
  if (given) return prepareDatabase(given);
  return openEmbedded(dataDir);
}

/** An embedded PostgreSQL of its own with roles and migrations, whatever the environment says; opening it again keeps its data. */
export async function openEmbedded(dataDir: string): Promise<TestDatabase> {
  const { DATABASE_URL, DATABASE_OWNER_URL } = process.env;
  delete process.env.DATABASE_URL;
  delete process.env.DATABASE_OWNER_URL;
  try {
    const { urls, close } = await openDemoDatabase(dataDir, () => {});
    for (const url of Object.values(urls)) noteSecret(new URL(url!).password);
    return {
      urls: { ...urls, superuser: urls.superuser! },
      async close() {
        await close();
        await scanFiles("PostgreSQL's logs", join(dataDir, "postgres.log"));
      },
    };
  } finally {
    if (DATABASE_URL) process.env.DATABASE_URL = DATABASE_URL;
    if (DATABASE_OWNER_URL) process.env.DATABASE_OWNER_URL = DATABASE_OWNER_URL;
  }
}

/** A new database with roles and migrations on a running server; `close` drops it. */
export async function prepareDatabase(superuserUrl: string): Promise<TestDatabase> {
  const name = newName();
  await withClient(superuserUrl, (client) => client.query(`CREATE DATABASE ${name}`));
  const superuser = onDatabase(superuserUrl, name);
  const urls = await withClient(superuser, async (client) => {
    await client.query(readFileSync(join(root, "prisma/roles.sql"), "utf8"));
    const urlOf = async (role: string) => {
      const password = randomBase62(24);
      noteSecret(password);
      await client.query(`ALTER ROLE ${role} PASSWORD '${password}'`);
      return Object.assign(new URL(superuser), { username: role, password }).href;
    };
    return { app: await urlOf("sealtrail_app"), owner: await urlOf("sealtrail_owner"), superuser };
  });
  await applyMigrations(urls.owner);
  return { urls, close: () => endDatabase(superuserUrl, name) };
}

/** A copy of the template as it stands; owner and rights of the database itself, which a copy does not inherit, are given again. */
export async function cloneDatabase(template: DatabaseUrls): Promise<TestDatabase> {
  const name = newName();
  const source = new URL(template.superuser).pathname.slice(1);
  const server = onDatabase(template.superuser, "postgres");
  await withClient(server, async (client) => {
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${source} OWNER sealtrail_owner`);
    await client.query(`REVOKE CREATE, TEMPORARY ON DATABASE ${name} FROM PUBLIC`);
  });
  const urls = {
    app: onDatabase(template.app, name),
    owner: onDatabase(template.owner, name),
    superuser: onDatabase(template.superuser, name),
  };
  return { urls, close: () => endDatabase(server, name) };
}

export function onDatabase(url: string, name: string): string {
  return Object.assign(new URL(url), { pathname: `/${name}` }).href;
}

export async function withClient<T>(connectionString: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString });
  client.on("error", () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}

/** Drops a database after a last look for secrets in it. */
async function endDatabase(serverUrl: string, name: string): Promise<void> {
  await scanDatabase("test databases", onDatabase(serverUrl, name));
  await withClient(serverUrl, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
}

const newName = () => `sealtrail_test_${randomBytes(6).toString("hex")}`;
