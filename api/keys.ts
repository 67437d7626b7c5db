import { z } from "@hono/zod-openapi";
import {
  createKey,
  cutSecret,
  getKey,
  listKeys,
  resumeKey,
  revokeKey,
  rotateKey,
  updateKey,
} from "#server/keys/index.ts";
import { parseInput } from "#server/parse-input.ts";
import { type ApiContext, readerOf } from "./caller.ts";
import {
  createBody,
  cutBody,
  issued,
  keyAnswer,
  keyDetail,
  listedKey,
  listQuery,
  params,
  query,
  revokeBody,
  rotateBody,
  rotated,
  updateBody,
} from "./key-schemas.ts";
import { type Api, type RouteDescription, readQuery, route } from "./openapi.ts";
import { readJson, readJsonOrNothing } from "./read-json.ts";
import { camelNames, snakeNames, withSnakePaths } from "./snake-case.ts";

const idOf = (c: ApiContext) => c.req.param("id") ?? "";

function keyRoute(
  app: Api,
  method: "get" | "post" | "patch",
  path: string,
  description: Omit<RouteDescription, "keys">,
  handler: (c: ApiContext) => Promise<Response>,
): void {
  route(app, method, path, { keys: "management", ...description }, (c) => withSnakePaths(() => handler(c)));
}

export function keyRoutes(app: Api): void {
  readingRoutes(app);
  issuingRoutes(app);
  lifeRoutes(app);
}

function readingRoutes(app: Api): void {
  keyRoute(
    app,
    "get",
    "/api/v1/keys",
    {
      summary: "Every key of the tenant, the newest first",
      query: listQuery,
      answer: {
        status: 200,
        description: "The keys",
        content: { "application/json": z.object({ keys: z.array(listedKey) }) },
      },
      errors: [401, 403, 422, 429, 503],
    },
    async (c) => {
      const context = await readerOf(c);
      const { state } = readQuery(c, listQuery);
      return c.json({ keys: snakeNames(await listKeys(context, { state })) });
    },
  );

  keyRoute(
    app,
    "get",
    "/api/v1/keys/:id",
    {
      summary: "One key with its use",
      params,
      query,
      answer: { status: 200, description: "The key", content: { "application/json": keyDetail } },
      errors: [401, 403, 404, 429, 503],
    },
    async (c) => c.json(snakeNames(await getKey(await readerOf(c), { id: idOf(c) }))),
  );
}

function issuingRoutes(app: Api): void {
  keyRoute(
    app,
    "post",
    "/api/v1/keys",
    {
      summary: "Issue a key: its token is in this answer alone",
      body: { type: "application/json", schema: createBody },
      answer: { status: 201, description: "Issued", content: { "application/json": issued } },
      errors: [400, 401, 403, 404, 409, 413, 422, 429, 503],
    },
    async (c) => {
      const context = await readerOf(c);
      const { id, token } = await createKey(context, camelNames(parseInput(createBody, await readJson(c))));
      return c.json({ id, token }, 201);
    },
  );

  keyRoute(
    app,
    "patch",
    "/api/v1/keys/:id",
    {
      summary:
        "Change a key from its next request on; what is absent stays, and `updated_at`, if given, must be as it was read",
      params,
      body: { type: "application/json", schema: updateBody },
      answer: { status: 200, description: "The key as it is now", content: { "application/json": keyAnswer } },
      errors: [400, 401, 403, 404, 409, 413, 422, 429, 503],
    },
    async (c) => {
      const context = await readerOf(c);
      const changes = camelNames(parseInput(updateBody, await readJson(c)));
      return c.json(snakeNames(await updateKey(context, { ...changes, id: idOf(c) })));
    },
  );
}

function lifeRoutes(app: Api): void {
  keyRoute(
    app,
    "post",
    "/api/v1/keys/:id/rotate",
    {
      summary: "Give a key a new secret; the present one works for `grace_hours` more, 0 for one that has leaked",
      params,
      body: { type: "application/json", schema: rotateBody },
      answer: {
        status: 200,
        description: "Rotated",
        content: { "application/json": rotated },
      },
      errors: [400, 401, 403, 404, 409, 413, 422, 429, 503],
    },
    async (c) => {
      const context = await readerOf(c);
      const body = camelNames(parseInput(rotateBody, await readJson(c)));
      return c.json(snakeNames(await rotateKey(context, { ...body, id: idOf(c) })));
    },
  );

  keyRoute(
    app,
    "post",
    "/api/v1/keys/:id/cut",
    {
      summary: "End the grace of a key's old secrets at once",
      params,
      body: { type: "application/json", schema: cutBody, optional: true },
      answer: { status: 204, description: "Cut", content: {} },
      errors: [400, 401, 403, 404, 409, 413, 422, 429, 503],
    },
    async (c) => {
      const context = await readerOf(c);
      const { reason: why } = parseInput(cutBody, (await readJsonOrNothing(c)) ?? {});
      await cutSecret(context, { id: idOf(c), ...(why === undefined ? {} : { reason: why }) });
      return c.body(null, 204);
    },
  );

  keyRoute(
    app,
    "post",
    "/api/v1/keys/:id/revoke",
    {
      summary: "End a key for good, with all of its secrets: refused everywhere within a second",
      params,
      body: { type: "application/json", schema: revokeBody },
      answer: { status: 204, description: "Revoked", content: {} },
      errors: [400, 401, 403, 404, 409, 413, 422, 429, 503],
    },
    async (c) => {
      const context = await readerOf(c);
      await revokeKey(context, { ...parseInput(revokeBody, await readJson(c)), id: idOf(c) });
      return c.body(null, 204);
    },
  );

  keyRoute(
    app,
    "post",
    "/api/v1/keys/:id/resume",
    {
      summary: "Let a key work again that suspended itself",
      params,
      answer: { status: 204, description: "Resumed", content: {} },
      errors: [401, 403, 404, 409, 429, 503],
    },
    async (c) => {
      await resumeKey(await readerOf(c), { id: idOf(c) });
      return c.body(null, 204);
    },
  );
}
