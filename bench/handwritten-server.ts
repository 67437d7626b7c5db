import { createServer, type IncomingMessage } from "node:http";
import { join } from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import type { EventInput } from "#server/event-format/index.ts";

/** `POST` of an event into the table of handwritten.prisma: what one would write by hand, without validation and without a key. */
const TENANT = "0193f0a0-0000-7000-8000-000000000001";

interface AuditLogClient {
  auditLog: { create(input: { data: Record<string, unknown> }): Promise<{ id: string }> };
}

const { PrismaClient } = (await import(join(import.meta.dirname, "generated/client.ts"))) as {
  PrismaClient: new (options: { adapter: PrismaPg }) => AuditLogClient;
};
const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: process.env.DATABASE_URL! }) });

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

async function readText(request: IncomingMessage): Promise<string> {
  let text = "";
  request.setEncoding("utf8");
  for await (const chunk of request) text += chunk;
  return text;
}

const server = createServer(async (request, response) => {
  try {
    const { id } = await prisma.auditLog.create({ data: rowOf(JSON.parse(await readText(request))) });
    response.writeHead(201, { "Content-Type": "application/json" }).end(JSON.stringify({ id }));
  } catch (error) {
    response.writeHead(500).end(String(error));
  }
});

server.listen(Number(process.env.PORT), "127.0.0.1", () => process.send?.("ready"));
process.on("disconnect", () => process.exit(0));
