import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { type Prisma, PrismaClient } from "#generated/client.ts";
import type { Environment } from "./env.ts";

export type Transaction = Prisma.TransactionClient;

/** The app role's connections. Only the door (server/access) and the ledger (server/ledger) may import this file. */
export interface Database {
  prisma: PrismaClient;
  /** For the group committer and the signer alone. */
  ledgerPool: pg.Pool;
  /** For finding keys and taking from their allowance, which slow reads must not hold up. */
  keyPool: pg.Pool;
  /** For copying rows out: of the worker alone, one connection an export that it makes, and one for a trial. */
  copyPool: pg.Pool;
  close(): Promise<void>;
}

/**
 * A pool whose connections may die at any moment (a restarted server, an administrator): the statement under way fails, the next one
 * gets a new connection. Without a listener of its own a connection that dies between two statements would end the process.
 */
function openPool(config: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool(config);
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  return pool;
}

const COPIES_MAX = 3;

export function openDatabase(env: Pick<Environment, "databaseUrl" | "databaseConnectionsMax">): Database {
  const connectionString = env.databaseUrl;
  const ledgerConnectionsMax = Math.max(2, Math.floor(env.databaseConnectionsMax / 3));
  const keyConnectionsMax = Math.max(1, Math.floor(env.databaseConnectionsMax / 6));
  const pool = openPool({
    connectionString,
    max: Math.max(1, env.databaseConnectionsMax - ledgerConnectionsMax - keyConnectionsMax),
  });
  const prisma = new PrismaClient({
    adapter: new PrismaPg(pool, { disposeExternalPool: true }),
    errorFormat: "minimal",
  });
  const ledgerPool = openPool({ connectionString, max: ledgerConnectionsMax, connectionTimeoutMillis: 5_000 });
  const keyPool = openPool({ connectionString, max: keyConnectionsMax, connectionTimeoutMillis: 5_000 });
  const copyPool = openPool({ connectionString, max: COPIES_MAX, connectionTimeoutMillis: 10_000 });
  return {
    prisma,
    ledgerPool,
    keyPool,
    copyPool,
    async close() {
      await prisma.$disconnect();
      await copyPool.end();
      await keyPool.end();
      await ledgerPool.end();
    },
  };
}
