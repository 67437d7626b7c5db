import { z } from "@hono/zod-openapi";
import { type SSEStreamingApi, streamSSE } from "hono/streaming";
import { AppError } from "#server/errors.ts";
import { openTail, type Tail } from "#server/events/index.ts";
import { log } from "#server/log.ts";
import { readerAgain, readerOf } from "./caller.ts";
import { type Api, readQuery, route } from "./openapi.ts";
import { count, tenantParameter, timeZone } from "./parameters.ts";

const tailQuery = z.object({
  q: z.string().default(""),
  after: count.optional(),
  include: z.enum(["reads"]).optional(),
  time_zone: timeZone,
  tenant: tenantParameter,
});

const POLL_MS = 300;
const KEEPALIVE_MS = 15_000;

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
        description:
          "Events named `event` with the seq as id and {seq, event, masked?} as data. When the caller loses the right to follow, " +
          "or its key or session ends, an event named `end` with {code, message} closes the stream within a second.",
        content: { "text/event-stream": z.string() },
      },
      errors: [401, 403, 422, 429, 503],
    },
    async (c) => {
      const { q, after, include, time_zone: timeZone } = readQuery(c, tailQuery);
      const last = c.req.header("last-event-id");
      const afterSeq = last !== undefined && /^\d{1,15}$/.test(last) ? Number(last) : after;
      const input = { q, timeZone, includeReads: include === "reads", ...(afterSeq === undefined ? {} : { afterSeq }) };
      const tail = await openTail(await readerOf(c), input, () => readerAgain(c));
      c.header("X-Accel-Buffering", "no");
      return streamSSE(c, (stream) => follow(stream, tail));
    },
  );
}

async function follow(stream: SSEStreamingApi, tail: Tail): Promise<void> {
  try {
    await stream.write(": open\n\n");
    await followOn(stream, tail);
  } catch (error) {
    // Other errors pass: the reader's client comes back with its last seq, so that nothing is lost.
    if (error instanceof AppError && FINAL_CODES.has(error.code)) await writeEnd(stream, error);
    else log.warn({ err: error }, "tail ended early");
  } finally {
    await tail.close().catch((error: unknown) => log.warn({ err: error }, "the end of a tail was not recorded"));
  }
}

/** The caller may not follow, or not this query, from now on: to come back would be refused. */
const FINAL_CODES: ReadonlySet<string> = new Set(["unauthenticated", "forbidden", "not_found", "invalid"]);

async function followOn(stream: SSEStreamingApi, tail: Tail): Promise<void> {
  let quietSince = Date.now();
  while (!stream.aborted) {
    const shown = await tail.step((record) =>
      stream.writeSSE({ event: "event", id: String(record.seq), data: JSON.stringify(record) }),
    );
    if (shown > 0) quietSince = Date.now();
    else if (Date.now() - quietSince > KEEPALIVE_MS) {
      await stream.write(": still here\n\n");
      quietSince = Date.now();
    }
    if (shown === 0) await stream.sleep(POLL_MS);
  }
}

async function writeEnd(stream: SSEStreamingApi, { code, message }: AppError): Promise<void> {
  await stream.writeSSE({ event: "end", data: JSON.stringify({ code, message }) });
}
