import { fork, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { choosePort } from "../processes/embedded-postgres/port.ts";
import { openLoad } from "./load.ts";
import type { Stand } from "./stand.ts";

const DATABASE = "handwritten";
const WARM_UP_MS = 2_000;
const DURATION_MS = 8_000;
const PREPARED = 4_000;

/** A table with a hash-chain trigger behind Prisma `create` and a plain HTTP server, in the same PostgreSQL. */
export interface Handwritten {
  /** Events per second with `connections` requests in flight, a commit each. */
  measure(connections: number): Promise<number>;
  close(): void;
}

export async function openHandwritten(stand: Stand): Promise<Handwritten> {
  generateClient();
  const port = await choosePort(undefined);
  const child = fork(join(import.meta.dirname, "handwritten-server.ts"), [], {
    env: { ...process.env, NODE_ENV: "production", DATABASE_URL: await prepareDatabase(stand), PORT: String(port) },
    execArgv: ["--disable-warning=ExperimentalWarning"],
  });
  await new Promise<void>((resolve, reject) => {
    child.once("message", () => resolve());
    child.once("exit", (code) => reject(new Error(`the handwritten server could not start (${code})`)));
  });
  const load = openLoad();
  await load.prepare({ port, token: "none", seed: 11, requests: PREPARED, perRequest: 0 });
  const fireFor = async (connections: number, durationMs: number) => {
    const stop = setTimeout(() => load.stop(), durationMs);
    try {
      return await load.fire({ connections, requests: Number.MAX_SAFE_INTEGER });
    } finally {
      clearTimeout(stop);
    }
  };
  return {
    async measure(connections) {
      await fireFor(connections, WARM_UP_MS);
      const before = await countRows(stand);
      const { requests, elapsedMs } = await fireFor(connections, DURATION_MS);
      const rows = (await countRows(stand)) - before;
      if (rows !== requests) throw new Error(`the handwritten table grew by ${rows} rows for ${requests} requests`);
      return (requests / elapsedMs) * 1_000;
    },
    close() {
      load.close();
      child.kill("SIGTERM");
    },
  };
}

function countRows(stand: Stand): Promise<number> {
  return stand.withSuperuser(
    async (client) => (await client.query("SELECT count(*)::int AS count FROM audit_logs")).rows[0].count,
    DATABASE,
  );
}

/** Makes the database and its table, once; its address as the superuser. */
async function prepareDatabase(stand: Stand): Promise<string> {
  const isNew = await stand.withSuperuser(async (client) => {
    const { rowCount } = await client.query("SELECT FROM pg_database WHERE datname = $1", [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
    return rowCount === 0;
  });
  if (isNew) {
    const sql = readFileSync(join(import.meta.dirname, "handwritten.sql"), "utf8");
    await stand.withSuperuser((client) => client.query(sql), DATABASE);
  }
  return Object.assign(new URL(stand.postgres.superuserUrl), { pathname: `/${DATABASE}` }).href;
}

// Naming any file as the schema engine keeps Prisma from downloading one, which generating does not need.
function generateClient(): void {
  const root = join(import.meta.dirname, "..");
  const cli = join(root, "node_modules/prisma/build/index.js");
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [cli, "generate", "--schema", join(import.meta.dirname, "handwritten.prisma")],
    { cwd: root, encoding: "utf8", env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath } },
  );
  if (status !== 0) throw new Error(`bench/handwritten.prisma could not be generated:\n${stdout}${stderr}`);
}
