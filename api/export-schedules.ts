import { z } from "@hono/zod-openapi";
import { createSchedule, deleteSchedule, listSchedules, updateSchedule } from "#server/exports/index.ts";
import { parseInput } from "#server/parse-input.ts";
import { type ApiContext, readerOf } from "./caller.ts";
import { scheduleAnswer, scheduleBody, scheduleUpdateBody } from "./export-schemas.ts";
import { type Api, route } from "./openapi.ts";
import { tenantParameter } from "./parameters.ts";
import { readJson } from "./read-json.ts";
import { camelNames, snakeNames, withSnakePaths } from "./snake-case.ts";

const query = z.object({ tenant: tenantParameter });
const params = z.object({ id: z.string() });
const idOf = (c: ApiContext) => c.req.param("id") ?? "";
const who = { keys: "", people: true } as const;

/** Scheduled exports are people's: a page of the site reads and changes them for whoever is signed in. */
export function exportScheduleRoutes(app: Api): void {
  route(
    app,
    "get",
    "/api/v1/export-schedules",
    {
      summary: "Scheduled exports by name: the caller's own, or everybody's for those who manage exports",
      ...who,
      query,
      answer: {
        status: 200,
        description: "The schedules",
        content: { "application/json": z.object({ schedules: z.array(scheduleAnswer) }) },
      },
      errors: [401, 403, 429, 503],
    },
    async (c) => c.json({ schedules: snakeNames(await listSchedules(await readerOf(c))) }),
  );

  route(
    app,
    "post",
    "/api/v1/export-schedules",
    {
      summary: "Have the day, week or month before exported each time",
      ...who,
      query,
      body: { type: "application/json", schema: scheduleBody },
      answer: { status: 201, description: "Set up", content: { "application/json": scheduleAnswer } },
      errors: [400, 401, 403, 409, 413, 422, 429, 503],
    },
    async (c) => {
      const context = await readerOf(c);
      const body = camelNames(parseInput(scheduleBody, await readJson(c)));
      return c.json(snakeNames(await withSnakePaths(() => createSchedule(context, body))), 201);
    },
  );

  route(
    app,
    "patch",
    "/api/v1/export-schedules/:id",
    {
      summary: "Change, pause or resume a scheduled export; what is absent stays",
      ...who,
      params,
      query,
      body: { type: "application/json", schema: scheduleUpdateBody },
      answer: { status: 200, description: "Changed", content: { "application/json": scheduleAnswer } },
      errors: [400, 401, 403, 404, 409, 413, 422, 429, 503],
    },
    async (c) => {
      const context = await readerOf(c);
      const body = camelNames(parseInput(scheduleUpdateBody, await readJson(c)));
      return c.json(snakeNames(await withSnakePaths(() => updateSchedule(context, { id: idOf(c), ...body }))));
    },
  );

  route(
    app,
    "delete",
    "/api/v1/export-schedules/:id",
    {
      summary: "End a scheduled export; what was exported by it stays",
      ...who,
      params,
      query,
      answer: { status: 204, description: "Deleted", content: {} },
      errors: [401, 403, 404, 429, 503],
    },
    async (c) => {
      await deleteSchedule(await readerOf(c), { id: idOf(c) });
      return c.body(null, 204);
    },
  );
}
