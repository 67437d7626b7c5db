import { z } from "@hono/zod-openapi";
import { readFeed } from "#server/events/index.ts";
import { readerAgain, readerOf } from "./caller.ts";
import { type Api, readQuery, route } from "./openapi.ts";
import { count, tenantParameter, timeZone } from "./parameters.ts";

const WAIT_S_MAX = 30;

const feedQuery = z.object({
  q: z.string().default(""),
  after_seq: z
    .string()
    .regex(/^(-1|0|[1-9]\d{0,14})$/, "must be a whole number, or -1 for the beginning")
    .transform(Number)
    .optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(500),
  wait: count.pipe(z.number().max(WAIT_S_MAX, `must be at most ${WAIT_S_MAX} s`)).optional(),
  include: z.enum(["reads"]).optional(),
  time_zone: timeZone,
  tenant: tenantParameter,
});

export function feedRoutes(app: Api): void {
  route(
    app,
    "get",
    "/api/v1/feed",
    {
      summary: "Pull events in the order of their arrival, behind a seq; waits up to 30 s for something to arrive",
      keys: "provisioning",
      query: feedQuery,
      answer: {
        status: 200,
        description:
          "Ascending seq. `watermark`: nothing at or below it can still appear; it is the `after_seq` of the next request, which skips and repeats nothing.",
        content: {
          "application/json": z.object({
            records: z.array(
              z.object({
                seq: z.number().int(),
                event: z.looseObject({}),
                masked: z.array(z.string()).optional(),
              }),
            ),
            watermark: z.number().int(),
          }),
        },
      },
      errors: [401, 403, 422, 429, 503],
    },
    async (c) => {
      const { q, after_seq: afterSeq, limit, wait, include, time_zone: timeZone } = readQuery(c, feedQuery);
      const gone = new AbortController();
      c.env.outgoing.once("close", () => gone.abort());
      const page = await readFeed(
        await readerOf(c),
        {
          q,
          limit,
          timeZone,
          includeReads: include === "reads",
          ...(afterSeq === undefined ? {} : { afterSeq }),
          ...(wait === undefined ? {} : { waitMs: wait * 1_000 }),
        },
        { renew: () => readerAgain(c), gone: gone.signal },
      );
      return c.json(page);
    },
  );
}
