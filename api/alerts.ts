import { z } from "@hono/zod-openapi";
import {
  acknowledgeAlerts,
  assignAlerts,
  commentAlert,
  createMute,
  endMute,
  getAlert,
  getRisk,
  listAlerts,
  listMutes,
  listRisk,
  reopenAlerts,
  resolveAlerts,
} from "#server/alerts/index.ts";
import { AppError } from "#server/errors.ts";
import { parseInput } from "#server/parse-input.ts";
import {
  alertAnswer,
  assignmentBody,
  commentBody,
  entryAnswer,
  lineAnswer,
  listAnswer,
  listQuery,
  muteAnswer,
  muteBody,
  resolutionBody,
  riskAnswer,
  riskQuery,
} from "./alert-schemas.ts";
import { readerOf } from "./caller.ts";
import { answer, body, idOf, idParams, MANAGERS, tenantQuery } from "./managed-route.ts";
import { type Api, readQuery, route } from "./openapi.ts";
import { readJson } from "./read-json.ts";
import { camelNames, snakeNames, withSnakePaths } from "./snake-case.ts";

/** Alerts: the inbox, what is done with them, mutes and scores. */
export function alertRoutes(app: Api): void {
  readRoutes(app);
  plainActRoutes(app);
  actRoutes(app);
  muteRoutes(app);
  riskRoutes(app);
}

function readRoutes(app: Api): void {
  route(
    app,
    "get",
    "/api/v1/alerts",
    {
      summary: "Alerts that fit, and how many there are of each state that fit the rest of the filter",
      ...MANAGERS,
      query: listQuery,
      answer: answer(listAnswer, "One page"),
      errors: [401, 403, 422, 429, 503],
    },
    async (c) => {
      const { tenant: _, assignee_id: assignee, ...filter } = readQuery(c, listQuery);
      const context = await readerOf(c);
      const assigneeId = assignee === "none" ? null : assignee;
      return c.json(snakeNames(await withSnakePaths(() => listAlerts(context, { ...camelNames(filter), assigneeId }))));
    },
  );

  route(
    app,
    "get",
    "/api/v1/alerts/:id",
    {
      summary: "One alert with its explanation, events, timeline, case, and the score of its entity",
      ...MANAGERS,
      params: idParams,
      query: tenantQuery,
      answer: answer(alertAnswer, "The alert"),
      errors: [401, 403, 404, 429, 503],
    },
    async (c) => c.json(snakeNames(await getAlert(await readerOf(c), { id: idOf(c) }))),
  );
}

function plainActRoutes(app: Api): void {
  const acts = [
    [
      "acknowledge",
      "Say that somebody sees to an alert; one that is acknowledged or resolved stays as it is",
      acknowledgeAlerts,
    ],
    ["reopen", "Open an alert again that was acknowledged or resolved", reopenAlerts],
  ] as const;
  for (const [name, summary, act] of acts)
    route(
      app,
      "post",
      `/api/v1/alerts/:id/${name}`,
      {
        summary,
        ...MANAGERS,
        params: idParams,
        query: tenantQuery,
        answer: answer(lineAnswer, "As it stands now"),
        errors: [401, 403, 404, 429, 503],
      },
      async (c) => {
        const [line] = await act(await readerOf(c), { ids: [idOf(c)] });
        return c.json(snakeNames(line!));
      },
    );
}

function actRoutes(app: Api): void {
  const errors: (400 | 401 | 403 | 404 | 413 | 422 | 429 | 503)[] = [400, 401, 403, 404, 413, 422, 429, 503];
  route(
    app,
    "post",
    "/api/v1/alerts/:id/resolve",
    {
      summary: "Settle an alert with a reason",
      ...MANAGERS,
      params: idParams,
      query: tenantQuery,
      body: body(resolutionBody),
      answer: answer(lineAnswer, "As it stands now"),
      errors,
    },
    async (c) => {
      const context = await readerOf(c);
      const input = parseInput(resolutionBody, await readJson(c));
      const [line] = await resolveAlerts(context, { ids: [idOf(c)], ...input });
      return c.json(snakeNames(line!));
    },
  );

  route(
    app,
    "post",
    "/api/v1/alerts/:id/assign",
    {
      summary: "Give an alert to a member who may see alerts, or to nobody",
      ...MANAGERS,
      params: idParams,
      query: tenantQuery,
      body: body(assignmentBody),
      answer: answer(lineAnswer, "As it stands now"),
      errors,
    },
    async (c) => {
      const context = await readerOf(c);
      const { assignee_id: assigneeId } = parseInput(assignmentBody, await readJson(c));
      const [line] = await withSnakePaths(() => assignAlerts(context, { ids: [idOf(c)], assigneeId }));
      return c.json(snakeNames(line!));
    },
  );

  route(
    app,
    "post",
    "/api/v1/alerts/:id/comment",
    {
      summary: "Add a comment to an alert's timeline, for good",
      ...MANAGERS,
      params: idParams,
      query: tenantQuery,
      body: body(commentBody),
      answer: answer(entryAnswer, "Added", 201),
      errors,
    },
    async (c) => {
      const context = await readerOf(c);
      const { text } = parseInput(commentBody, await readJson(c));
      return c.json(snakeNames(await commentAlert(context, { id: idOf(c), text })), 201);
    },
  );
}

function muteRoutes(app: Api): void {
  route(
    app,
    "get",
    "/api/v1/alert-mutes",
    {
      summary: "Mutes that last, and those that ended within the last 30 days",
      ...MANAGERS,
      query: tenantQuery,
      answer: answer(z.object({ mutes: z.array(muteAnswer) }), "The mutes"),
      errors: [401, 403, 429, 503],
    },
    async (c) => c.json({ mutes: snakeNames(await listMutes(await readerOf(c))) }),
  );

  route(
    app,
    "post",
    "/api/v1/alert-mutes",
    {
      summary: "Keep alerts of a source, a rule or an entity from waking anybody until a time, at most 90 days ahead",
      ...MANAGERS,
      query: tenantQuery,
      body: body(muteBody),
      answer: answer(muteAnswer.extend({ muted: z.number().int() }), "Made; `muted` alerts were there already", 201),
      errors: [400, 401, 403, 409, 413, 422, 429, 503],
    },
    async (c) => {
      const context = await readerOf(c);
      const input = camelNames(parseInput(muteBody, await readJson(c)));
      return c.json(snakeNames(await withSnakePaths(() => createMute(context, input))), 201);
    },
  );

  route(
    app,
    "delete",
    "/api/v1/alert-mutes/:id",
    {
      summary: "End a mute now",
      ...MANAGERS,
      params: idParams,
      query: tenantQuery,
      answer: answer(muteAnswer, "As it stands now"),
      errors: [401, 403, 404, 429, 503],
    },
    async (c) => c.json(snakeNames(await endMute(await readerOf(c), { id: idOf(c) }))),
  );
}

function riskRoutes(app: Api): void {
  route(
    app,
    "get",
    "/api/v1/risk",
    {
      summary: "The 50 entities with the highest scores, or the one that is named, with the arithmetic",
      ...MANAGERS,
      query: riskQuery,
      answer: answer(z.object({ entities: z.array(riskAnswer) }), "The scores"),
      errors: [401, 403, 422, 429, 503],
    },
    async (c) => {
      const { entity_type: type, entity_id: id } = readQuery(c, riskQuery);
      const context = await readerOf(c);
      if ((type === undefined) !== (id === undefined))
        throw new AppError("invalid", "An entity has a type and an id: send both, or none.", {
          fields: [{ path: type === undefined ? "entity_type" : "entity_id", message: "is missing" }],
        });
      const entities = type && id ? [await getRisk(context, { entity: { type, id } })] : await listRisk(context);
      return c.json({ entities: snakeNames(entities) });
    },
  );
}
