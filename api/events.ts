import { z } from "@hono/zod-openapi";
import { eventInputSchema } from "#server/event-format/index.ts";
import { appendEvents, getEvent, listEvents } from "#server/events/index.ts";
import { headerOf, keyOf, readerOf } from "./caller.ts";
import { type Api, readQuery, route } from "./openapi.ts";
import { flag, instant, tenantParameter, timeZone } from "./parameters.ts";
import { readBody } from "./read-body.ts";

const receipt = z.object({ id: z.string(), seq: z.number().int(), leaf_hash: z.string(), duplicate: z.boolean() });
const appended = z.object({
  receipts: z.array(receipt.nullable()),
  faults: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  checkpoint: z.string().optional(),
});
const appendQuery = z.object({ partial: flag, wait: z.enum(["checkpoint"]).optional() });
const sealedEvent = z.looseObject({}).openapi({ description: "The event, version 1" });
const masked = z
  .array(z.string())
  .optional()
  .openapi({ description: "Paths that the caller's role or key masks and that were taken out of this event" });
const record = z.object({
  seq: z.number().int(),
  event: sealedEvent,
  salts: z.record(z.string(), z.string()),
  digests: z.record(z.string(), z.string()).optional(),
  masked,
  leaf_hash: z.string(),
});
const listQuery = z.object({
  q: z.string().default(""),
  from: instant,
  to: instant,
  order: z.enum(["newest", "oldest"]).default("newest"),
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z.string().min(1).max(500).optional(),
  reads: z.enum(["show", "hide"]).default("show"),
  time_zone: timeZone,
  tenant: tenantParameter,
});

export function eventRoutes(app: Api): void {
  route(
    app,
    "post",
    "/api/v1/events",
    {
      summary: "Append one event, or a batch of up to 1,000",
      keys: "ingest",
      query: appendQuery,
      body: {
        type: "application/json",
        schema: z.union([eventInputSchema, z.object({ events: z.array(eventInputSchema).min(1).max(1000) })]),
      },
      answer: {
        status: 201,
        description: "Stored for good: one receipt an event, in the order of the request",
        content: { "application/json": appended },
      },
      errors: [400, 401, 403, 409, 413, 422, 429, 503],
    },
    async (c) => {
      const key = await keyOf(c);
      const { partial, wait } = readQuery(c, appendQuery);
      const idempotencyKey = headerOf(c, "idempotency-key");
      const body = await readBody(c, "json");
      const answer = await appendEvents(key, body, {
        partial,
        waitForCheckpoint: wait === "checkpoint",
        ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
      });
      return c.json(answer, 201);
    },
  );

  route(
    app,
    "get",
    "/api/v1/events",
    {
      summary: "List events, newest first, by keyset pages",
      keys: "provisioning",
      query: listQuery,
      answer: {
        status: 200,
        description: "One page",
        content: {
          "application/json": z.object({
            records: z.array(z.object({ seq: z.number().int(), event: sealedEvent, masked })),
            next_cursor: z.string().nullable(),
            is_partial: z.boolean().openapi({
              description: "Time ran out: the records are right, and the cursor goes on where the search came to",
            }),
            covered_from: z.string().nullable().openapi({
              description: "Where a partial search came to; null when the page is whole or nothing was looked at",
            }),
          }),
        },
      },
      errors: [401, 403, 422, 429, 503],
    },
    async (c) => {
      const { tenant: _, time_zone: timeZone, ...input } = readQuery(c, listQuery);
      return c.json(await listEvents(await readerOf(c), { ...input, timeZone }));
    },
  );

  route(
    app,
    "get",
    "/api/v1/events/:id",
    {
      summary: "One event with its salts and leaf hash; digests for the parts that are masked or erased",
      keys: "provisioning",
      params: z.object({ id: z.string() }),
      answer: { status: 200, description: "The record", content: { "application/json": record } },
      errors: [401, 403, 404, 429, 503],
    },
    async (c) => c.json(await getEvent(await readerOf(c), c.req.param("id") ?? "")),
  );
}
