import { z } from "@hono/zod-openapi";
import { getHeatMap, getSeries, listPlaces, listRisers, SUBJECT_KINDS } from "#server/anomalies/index.ts";
import { heatMapAnswer, placesAnswer, risersAnswer, seriesAnswer } from "./anomaly-schemas.ts";
import { readerOf } from "./caller.ts";
import { type Api, readQuery, route } from "./openapi.ts";
import { snakeNames, withSnakePaths } from "./snake-case.ts";
import { answer, errors, given, tenant, time_zone, who } from "./whole-view.ts";

const moment = z.iso
  .datetime({ offset: true, error: "must be an RFC 3339 time such as 2026-11-20T00:00:00Z" })
  .transform((text) => new Date(text));
const id = z.string().min(1).max(1_000);
const range = { from: moment, to: moment };

const seriesQuery = z.object({
  kind: z.enum(SUBJECT_KINDS),
  id: id.optional().openapi({ description: "Which one; needed but for `tenant`, and for everybody's `denied_share`" }),
  ...{ ...range, time_zone, ...tenant },
});
const heatMapQuery = z.object({ actor: id, from: moment.optional(), to: moment.optional(), time_zone, ...tenant });
const placesQuery = z.object({ actor: id.optional(), ...range, ...tenant });
const risersQuery = z.object({ ...range, time_zone, ...tenant });

/** What is unusual over time, for whoever sees every event. */
export function anomalyRoutes(app: Api): void {
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
      return c.json(snakeNames(await withSnakePaths(() => getSeries(context, input), { "subject.id": "id" })));
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
      return c.json(snakeNames(await withSnakePaths(() => getHeatMap(context, input), { actorId: "actor" })));
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
      const input = { from, to, ...given({ actorId: actor }) };
      return c.json(snakeNames(await withSnakePaths(() => listPlaces(context, input), { actorId: "actor" })));
    },
  );

  route(
    app,
    "get",
    "/api/v1/anomalies/risers",
    {
      summary:
        "Actors, actions and origins of which there is more than in the same hours of the weeks before; needs a view of everything",
      ...{ ...who, query: risersQuery, errors },
      answer: answer("At most 20, those farthest above first", risersAnswer),
    },
    async (c) => {
      const { from, to, time_zone: timeZone } = readQuery(c, risersQuery);
      const context = await readerOf(c);
      const input = { from, to, ...given({ timeZone }) };
      return c.json(snakeNames(await withSnakePaths(() => listRisers(context, input))));
    },
  );
}
