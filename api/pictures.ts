import { z } from "@hono/zod-openapi";
import { getHeatMap, getSeries, listPlaces, listRisers, SUBJECT_KINDS } from "#server/anomalies/index.ts";
import { getOverview, OVERVIEW_RANGES } from "#server/overview/index.ts";
import { readerOf } from "./caller.ts";
import { type Api, readQuery, route } from "./openapi.ts";
import { tenantParameter } from "./parameters.ts";
import { heatMapAnswer, overviewAnswer, placesAnswer, risersAnswer, seriesAnswer } from "./picture-schemas.ts";
import { snakeNames, withSnakePaths } from "./snake-case.ts";

const tenant = { tenant: tenantParameter };
const time_zone = z
  .string()
  .max(100)
  .optional()
  .openapi({ description: "IANA name of the zone whose clock is followed; the tenant's own when absent" });
const moment = z.iso
  .datetime({ offset: true, error: "must be an RFC 3339 time such as 2026-11-20T00:00:00Z" })
  .transform((text) => new Date(text));
const id = z.string().min(1).max(1_000);
const range = { from: moment, to: moment };
const who = { keys: "provisioning" } as const;
const errors: (401 | 403 | 422 | 429 | 503)[] = [401, 403, 422, 429, 503];

const overviewQuery = z.object({ range: z.enum(OVERVIEW_RANGES).default("7d"), time_zone, ...tenant });
const seriesQuery = z.object({
  kind: z.enum(SUBJECT_KINDS),
  id: id.optional().openapi({ description: "Which one; needed but for `tenant`, and for everybody's `denied_share`" }),
  ...{ ...range, time_zone, ...tenant },
});
const heatMapQuery = z.object({ actor: id, from: moment.optional(), to: moment.optional(), time_zone, ...tenant });
const placesQuery = z.object({ actor: id.optional(), ...range, ...tenant });
const risersQuery = z.object({ ...range, ...tenant });

const given = <T extends object>(input: T) =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as {
    [Name in keyof T]: Exclude<T[Name], undefined>;
  };
const answer = (description: string, schema: z.ZodType) => ({
  status: 200,
  description,
  content: { "application/json": schema },
});

/** Counts that the worker keeps, for whoever sees every event. */
export function pictureRoutes(app: Api): void {
  route(
    app,
    "get",
    "/api/v1/overview",
    {
      summary: "What happened in the last day, week or 30 days; needs a view of everything",
      ...{ ...who, query: overviewQuery, errors },
      answer: answer("Each number with the query that finds what it counts", overviewAnswer),
    },
    async (c) => {
      const { range, time_zone: timeZone } = readQuery(c, overviewQuery);
      const context = await readerOf(c);
      return c.json(snakeNames(await withSnakePaths(() => getOverview(context, given({ range, timeZone })))));
    },
  );

  route(
    app,
    "get",
    "/api/v1/anomalies/series",
    {
      summary: "A number over time against what is usual for the hour of the week; needs a view of everything",
      ...{ ...who, query: seriesQuery, errors },
      answer: answer("At most 500 points", seriesAnswer),
    },
    async (c) => {
      const { kind, id, time_zone: timeZone, tenant: _, ...span } = readQuery(c, seriesQuery);
      const context = await readerOf(c);
      const input = { ...span, subject: given({ kind, id }), ...given({ timeZone }) };
      return c.json(snakeNames(await withSnakePaths(() => getSeries(context, input))));
    },
  );

  route(
    app,
    "get",
    "/api/v1/anomalies/heat-map",
    {
      summary: "What an actor did by hour of the week; needs a view of everything",
      ...{ ...who, query: heatMapQuery, errors },
      answer: answer("168 counts", heatMapAnswer),
    },
    async (c) => {
      const { actor, from, to, time_zone: timeZone } = readQuery(c, heatMapQuery);
      const context = await readerOf(c);
      const input = { actorId: actor, ...given({ from, to, timeZone }) };
      return c.json(snakeNames(await withSnakePaths(() => getHeatMap(context, input))));
    },
  );

  route(
    app,
    "get",
    "/api/v1/anomalies/places",
    {
      summary: "Where events came from, and who was in two places too soon; needs a view of everything",
      ...{ ...who, query: placesQuery, errors },
      answer: answer("At most 200 places, the most frequent first", placesAnswer),
    },
    async (c) => {
      const { actor, from, to } = readQuery(c, placesQuery);
      const context = await readerOf(c);
      const input = { from, to, ...(actor === undefined ? {} : { actorId: actor }) };
      return c.json(snakeNames(await withSnakePaths(() => listPlaces(context, input))));
    },
  );

  route(
    app,
    "get",
    "/api/v1/anomalies/risers",
    {
      summary:
        "Actors, actions and origins of which there is more than in the weeks before; needs a view of everything",
      ...{ ...who, query: risersQuery, errors },
      answer: answer("At most 20, those farthest above first", risersAnswer),
    },
    async (c) => {
      const { from, to } = readQuery(c, risersQuery);
      const context = await readerOf(c);
      return c.json(snakeNames(await withSnakePaths(() => listRisers(context, { from, to }))));
    },
  );
}
