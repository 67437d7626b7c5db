import { z } from "@hono/zod-openapi";
import { type SSEStreamingApi, streamSSE } from "hono/streaming";
import { openTail, type Tail } from "#server/events/index.ts";
import { log } from "#server/log.ts";
import { readerOf } from "./caller.ts";
import { type Api, readQuery, route } from "./openapi.ts";
import { count, tenantParameter } from "./parameters.ts";

const tailQuery = z.object({
  q: z.string().default(""),
  after: count.optional(),
  include: z.enum(["reads"]).optional(),
  tenant: tenantParameter,
});

const POLL_MS = 300;
const KEEPALIVE_MS = 15_000;
const RECORD_MS = 60_000;

export function tailRoutes(app: Api): void {
  route(
    app,
    "get",
    "/api/v1/tail",
    {
      summary: "Follow new events as server-sent events; Last-Event-ID resumes without gap",
      keys: "provisioning",
      query: tailQuery,
      answer: {
        status: 200,
        description: "Events named `event` with the seq as id and {seq, event} as data",
        content: { "text/event-stream": z.string() },
      },
      errors: [401, 403, 422, 429, 503],
    },
    async (c) => {
      const { q, after, include } = readQuery(c, tailQuery);
      const last = c.req.header("last-event-id");
      const afterSeq = last !== undefined && /^\d{1,15}$/.test(last) ? Number(last) : after;
      const tail = await openTail(await readerOf(c, "events.stream"), {
        q,
        includeReads: include === "reads",
        ...(afterSeq === undefined ? {} : { afterSeq }),
      });
      c.header("X-Accel-Buffering", "no");
      return streamSSE(c, (stream) => follow(stream, tail));
    },
  );
}

async function follow(stream: SSEStreamingApi, tail: Tail): Promise<void> {
  await stream.write(": open\n\n");
  let quietSince = Date.now();
  let recordedAt = Date.now();
  try {
    while (!stream.aborted) {
      const { records } = await tail.next();
      for (const record of records)
        await stream.writeSSE({ event: "event", id: String(record.seq), data: JSON.stringify(record) });
      if (records.length > 0) quietSince = Date.now();
      else if (Date.now() - quietSince > KEEPALIVE_MS) {
        await stream.write(": still here\n\n");
        quietSince = Date.now();
      }
      if (Date.now() - recordedAt > RECORD_MS) {
        await tail.recordProgress();
        recordedAt = Date.now();
      }
      if (records.length === 0) await stream.sleep(POLL_MS);
    }
  } catch (error) {
    // The reader's client reconnects with its last seq: ending the stream loses nothing.
    log.warn({ err: error }, "tail ended early");
  }
}
