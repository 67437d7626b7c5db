import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { randomBase62 } from "#server/ids.ts";
import { applyMigrations } from "../../prisma/schema-engine.ts";
import { startEmbeddedPostgres } from "../embedded-postgres.ts";
import { writePrivateFile } from "./demo-file.ts";

export interface DemoDatabase {
  urls: { app: string; owner: string; superuser: string | null };
  close(): Promise<void>;
}

const NAME = "sealtrail";
const ROLES = ["sealtrail_owner", "sealtrail_app"] as const;

/** The embedded PostgreSQL with roles, database and migrations; or the one of DATABASE_URL and DATABASE_OWNER_URL. */
export async function openDemoDatabase(dataDir: string, step: (text: string) => void): Promise<DemoDatabase> {
  const { DATABASE_URL: app, DATABASE_OWNER_URL: owner } = process.env;
  if (app) {
    if (!owner)
      throw new Error(
        "DATABASE_OWNER_URL is not set; with DATABASE_URL the demo needs both, for example DATABASE_OWNER_URL=postgres://sealtrail_owner:password@127.0.0.1:5432/sealtrail",
      );
    await migrate(owner, step);
    return { urls: { app, owner, superuser: null }, close: async () => {} };
  }
  const server = await startEmbeddedPostgres({ dataDir, log: step });
  try {
    const passwords = readPasswords(dataDir);
    const superuser = await prepare(server.superuserUrl, passwords);
    const urlOf = (role: string) =>
      Object.assign(new URL(superuser), { username: role, password: passwords[role] }).href;
    const urls = { app: urlOf("sealtrail_app"), owner: urlOf("sealtrail_owner"), superuser };
    await migrate(urls.owner, step);
    return { urls, close: () => server.stop() };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function migrate(ownerUrl: string, step: (text: string) => void): Promise<void> {
  const applied = await applyMigrations(ownerUrl);
  if (applied.length > 0) step(`Database: ${applied.length} migrations applied`);
}

function readPasswords(dataDir: string): Record<string, string> {
  const file = join(dataDir, "database.json");
  if (!existsSync(file)) writePrivateFile(file, Object.fromEntries(ROLES.map((role) => [role, randomBase62(24)])));
  return JSON.parse(readFileSync(file, "utf8"));
}

/** Makes database, roles and passwords; repeating it changes nothing. Returns the superuser's address of the database. */
async function prepare(serverUrl: string, passwords: Record<string, string>): Promise<string> {
  const url = Object.assign(new URL(serverUrl), { pathname: `/${NAME}` }).href;
  await withClient(Object.assign(new URL(serverUrl), { pathname: "/postgres" }).href, async (client) => {
    const { rowCount } = await client.query("SELECT FROM pg_database WHERE datname = $1", [NAME]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${NAME}`);
  });
  await withClient(url, async (client) => {
    await client.query(readFileSync(join(import.meta.dirname, "../../prisma/roles.sql"), "utf8"));
    for (const role of ROLES)
      await client.query(`ALTER ROLE ${role} PASSWORD ${client.escapeLiteral(passwords[role]!)}`);
  });
  return url;
}

async function withClient(connectionString: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
