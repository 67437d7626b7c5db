import { z } from "@hono/zod-openapi";
import { COUNTED_FIELDS, getFacet, getHistogram, INTERVALS, type Interval } from "#server/events/index.ts";
import { readerOf } from "./caller.ts";
import { type Api, readQuery, route } from "./openapi.ts";
import { instant, tenantParameter } from "./parameters.ts";

const range = { q: z.string().default(""), from: instant, to: instant };
const facetQuery = z.object({
  ...range,
  field: z.string().openapi({ description: COUNTED_FIELDS.join(", ") }),
  limit: z.coerce.number().int().min(1).max(100).default(10),
  tenant: tenantParameter,
});
const histogramQuery = z.object({
  ...range,
  interval: z.enum(Object.keys(INTERVALS) as [Interval, ...Interval[]]).optional(),
  tenant: tenantParameter,
});
const covered = {
  is_lower_bound: z.boolean().openapi({ description: "There may be more than was counted" }),
  covered_from: z
    .string()
    .nullable()
    .openapi({ description: "From here on everything was counted; null when all of the range was" }),
};
const whole = z.number().int();

export function countRoutes(app: Api): void {
  route(
    app,
    "get",
    "/api/v1/facets",
    {
      summary:
        "The most frequent values of a field among the events that fit, without what the query asks of that field",
      keys: "provisioning",
      query: facetQuery,
      answer: {
        status: 200,
        description: "Counts of at most 100,000 events; the newest where there are more",
        content: {
          "application/json": z.object({
            field: z.string(),
            values: z.array(z.object({ value: z.string(), count: whole })),
            others: whole,
            missing: whole,
            ...covered,
          }),
        },
      },
      errors: [401, 403, 422, 429, 503],
    },
    async (c) => {
      const { tenant: _, ...input } = readQuery(c, facetQuery);
      return c.json(await getFacet(await readerOf(c), input));
    },
  );

  route(
    app,
    "get",
    "/api/v1/histogram",
    {
      summary: "Events over time by outcome",
      keys: "provisioning",
      query: histogramQuery,
      answer: {
        status: 200,
        description: "Counts of at most 100,000 events; the newest where there are more",
        content: {
          "application/json": z.object({
            from: z.string(),
            to: z.string(),
            interval: z.string(),
            buckets: z.array(
              z.object({ at: z.string(), success: whole, failure: whole, denied: whole, unknown: whole }),
            ),
            ...covered,
          }),
        },
      },
      errors: [401, 403, 422, 429, 503],
    },
    async (c) => {
      const { tenant: _, ...input } = readQuery(c, histogramQuery);
      return c.json(await getHistogram(await readerOf(c), input));
    },
  );
}
