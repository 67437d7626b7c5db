import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import type { EventInput } from "#server/event-format/index.ts";
import { eventMaker } from "./event-maker.ts";
import type { Stand } from "./stand.ts";

const DATABASE = "handwritten";
const DURATION_MS = 8_000;
const WARM_UP_MS = 1_000;
const EVENTS = 4_000;
const TENANT = "0193f0a0-0000-7000-8000-000000000001";

interface AuditLogClient {
  auditLog: { create(input: { data: Record<string, unknown> }): Promise<unknown>; count(): Promise<number> };
  $disconnect(): Promise<void>;
}

let clientMade = false;

/** Events per second through Prisma `create`, one statement and one commit each, with `inFlight` at once and Prisma's own pool. */
export async function measureHandwritten(stand: Stand, inFlight: number): Promise<number> {
  const connectionString = await prepareDatabase(stand);
  const prisma = await openClient(connectionString);
  try {
    const make = eventMaker(11);
    const rows = Array.from({ length: EVENTS }, () => rowOf(make(new Date())));
    await createFor(prisma, rows, inFlight, WARM_UP_MS);
    const before = await prisma.auditLog.count();
    const elapsedMs = await createFor(prisma, rows, inFlight, DURATION_MS);
    return (((await prisma.auditLog.count()) - before) / elapsedMs) * 1_000;
  } finally {
    await prisma.$disconnect();
  }
}

async function createFor(
  prisma: AuditLogClient,
  rows: Record<string, unknown>[],
  inFlight: number,
  durationMs: number,
): Promise<number> {
  const beganMs = performance.now();
  let next = 0;
  const work = async () => {
    while (performance.now() - beganMs < durationMs)
      await prisma.auditLog.create({ data: rows[next++ % rows.length]! });
  };
  await Promise.all(Array.from({ length: inFlight }, work));
  return performance.now() - beganMs;
}

function rowOf(event: EventInput): Record<string, unknown> {
  const { actor, targets, source } = event;
  return {
    tenantId: TENANT,
    occurredAt: new Date(event.occurred_at),
    action: event.action,
    outcome: event.outcome,
    actorType: actor.type,
    actorId: actor.id,
    actorName: actor.name,
    targetType: targets![0]!.type,
    targetId: targets![0]!.id,
    ip: source!.ip,
    userAgent: source!.user_agent,
    payload: event,
  };
}

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

async function openClient(connectionString: string): Promise<AuditLogClient> {
  const file = join(import.meta.dirname, "generated/client.ts");
  if (!clientMade) generateClient();
  clientMade = true;
  const { PrismaClient } = (await import(file)) as {
    PrismaClient: new (options: { adapter: PrismaPg }) => AuditLogClient;
  };
  return new PrismaClient({ adapter: new PrismaPg({ connectionString }) });
}

// Naming any file as the schema engine keeps Prisma from downloading one, which generating does not need.
function generateClient(): void {
  const root = join(import.meta.dirname, "..");
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      join(root, "node_modules/prisma/build/index.js"),
      "generate",
      "--schema",
      join(import.meta.dirname, "handwritten.prisma"),
    ],
    { cwd: root, encoding: "utf8", env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath } },
  );
  if (status !== 0)
    throw new Error(`the client of bench/handwritten.prisma could not be generated:\n${stdout}${stderr}`);
}
