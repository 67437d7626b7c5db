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
  close(): Promise<void>;
}

export function openDatabase(env: Pick<Environment, "databaseUrl" | "databaseConnectionsMax">): Database {
  const connectionString = env.databaseUrl;
  const ledgerConnectionsMax = Math.max(2, Math.floor(env.databaseConnectionsMax / 3));
  const adapter = new PrismaPg({ connectionString, max: env.databaseConnectionsMax - ledgerConnectionsMax });
  const prisma = new PrismaClient({ adapter, errorFormat: "minimal" });
  const ledgerPool = new pg.Pool({ connectionString, max: ledgerConnectionsMax, connectionTimeoutMillis: 5_000 });
  // A connection that dies while idle (a restarted server) is replaced by the next query.
  ledgerPool.on("error", () => {});
  return {
    prisma,
    ledgerPool,
    async close() {
      await prisma.$disconnect();
      await ledgerPool.end();
    },
  };
}
