import { z } from "@hono/zod-openapi";
import {
  COUNTED_FIELDS,
  exploreEvents,
  getFacet,
  getHistogram,
  INTERVALS,
  type Interval,
} from "#server/events/index.ts";
import { readerOf } from "./caller.ts";
import { type Api, readQuery, route } from "./openapi.ts";
import { flag, instant, tenantParameter, timeZone } from "./parameters.ts";

const range = {
  q: z.string().default(""),
  from: instant,
  to: instant,
  reads: z.enum(["show", "hide"]).default("show"),
  time_zone: timeZone,
};
const limit = z.coerce.number().int().min(1).max(100).default(10);
const facetQuery = z.object({
  ...range,
  field: z.string().openapi({ description: `${COUNTED_FIELDS.join(", ")}, metadata.<path> or changes.<field>` }),
  find: z
    .string()
    .max(200)
    .optional()
    .openapi({ description: "Only values that contain this text, whatever its case" }),
  limit,
  tenant: tenantParameter,
});
const interval = z.enum(Object.keys(INTERVALS) as [Interval, ...Interval[]]).optional();
const histogramQuery = z.object({ ...range, interval, tenant: tenantParameter });
const exploreQuery = z.object({
  ...range,
  fields: z.string().default("").openapi({ description: "Fields to count by, with commas between; see /facets" }),
  limit,
  interval,
  previous: flag.openapi({ description: "Whether the period of the same length right before is counted too" }),
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
/** One facet, and one histogram, as they are answered. */
export const facet = z.object({
  field: z.string(),
  values: z.array(
    z.object({
      value: z.string(),
      count: whole,
      label: z.string().optional().openapi({ description: "The name that the newest of the events gives to the id" }),
    }),
  ),
  others: whole,
  missing: whole,
  ...covered,
});
export const histogram = z.object({
  from: z.string(),
  to: z.string(),
  interval: z.string(),
  buckets: z.array(z.object({ at: z.string(), success: whole, failure: whole, denied: whole, unknown: whole })),
  ...covered,
});

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
        description: "Counts of what could be counted in a second, the newest first",
        content: {
          "application/json": facet,
        },
      },
      errors: [401, 403, 422, 429, 503],
    },
    async (c) => {
      const { tenant: _, time_zone: timeZone, ...input } = readQuery(c, facetQuery);
      return c.json(await getFacet(await readerOf(c), { ...input, timeZone }));
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
        description: "Counts of what could be counted in a second, the newest first",
        content: {
          "application/json": histogram,
        },
      },
      errors: [401, 403, 422, 429, 503],
    },
    async (c) => {
      const { tenant: _, time_zone: timeZone, ...input } = readQuery(c, histogramQuery);
      return c.json(await getHistogram(await readerOf(c), { ...input, timeZone }));
    },
  );

  route(
    app,
    "get",
    "/api/v1/explore",
    {
      summary: "Events over time by outcome, the period before, and the most frequent values of several fields",
      keys: "provisioning",
      query: exploreQuery,
      answer: {
        status: 200,
        description:
          "Counts of what could be counted in a second, the newest first; fields that are masked are refused one by one",
        content: {
          "application/json": z.object({
            histogram,
            previous: histogram.nullable(),
            facets: z.array(facet),
            refused: z.array(z.object({ field: z.string(), message: z.string() })),
          }),
        },
      },
      errors: [401, 403, 422, 429, 503],
    },
    async (c) => {
      const { tenant: _, time_zone: timeZone, fields, previous, ...input } = readQuery(c, exploreQuery);
      const names = fields === "" ? [] : fields.split(",");
      return c.json(await exploreEvents(await readerOf(c), { ...input, timeZone, previous, fields: names }));
    },
  );
}
