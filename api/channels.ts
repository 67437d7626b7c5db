import { z } from "@hono/zod-openapi";
import {
  createChannel,
  deleteChannel,
  getChannel,
  listChannels,
  listDeliveries,
  resumeChannel,
  retryDelivery,
  rotateChannelSecret,
  testChannel,
  updateChannel,
} from "#server/channels/index.ts";
import { parseInput } from "#server/parse-input.ts";
import { readerOf } from "./caller.ts";
import {
  channelAnswer,
  channelBody,
  channelUpdateBody,
  deliveriesQuery,
  deliveryAnswer,
  issuedAnswer,
  rotationBody,
} from "./channel-schemas.ts";
import { answer, body, idOf, idParams, managedRoute, tenantQuery } from "./managed-route.ts";
import { type Api, readQuery } from "./openapi.ts";
import { readJson, readJsonOrNothing } from "./read-json.ts";
import { camelNames, snakeNames } from "./snake-case.ts";

const listQuery = tenantQuery.extend(deliveriesQuery.shape);

/** Where alerts are sent, and what was sent there. */
export function channelRoutes(app: Api): void {
  collectionRoutes(app);
  singleRoutes(app);
  actRoutes(app);
  deliveryRoutes(app);
}

function collectionRoutes(app: Api): void {
  managedRoute(
    app,
    "get",
    "/api/v1/channels",
    {
      summary: "Every channel by name",
      answer: answer(z.object({ channels: z.array(channelAnswer) }), "The channels"),
      errors: [401, 403, 429, 503],
    },
    async (c) => c.json({ channels: snakeNames(await listChannels(await readerOf(c))) }),
  );

  managedRoute(
    app,
    "post",
    "/api/v1/channels",
    {
      summary: "Add a channel: the secret of a webhook is in this answer alone",
      body: body(channelBody),
      answer: answer(issuedAnswer, "Added", 201),
      errors: [400, 401, 403, 409, 413, 422, 429, 503],
    },
    async (c) => {
      const context = await readerOf(c);
      const wanted = camelNames(parseInput(channelBody, await readJson(c)));
      return c.json(snakeNames(await createChannel(context, wanted)), 201);
    },
  );
}

function singleRoutes(app: Api): void {
  managedRoute(
    app,
    "get",
    "/api/v1/channels/:id",
    {
      summary: "One channel",
      params: idParams,
      answer: answer(channelAnswer, "The channel"),
      errors: [401, 403, 404, 429, 503],
    },
    async (c) => c.json(snakeNames(await getChannel(await readerOf(c), { id: idOf(c) }))),
  );

  managedRoute(
    app,
    "patch",
    "/api/v1/channels/:id",
    {
      summary: "Change a channel, or switch it on or off; what is absent stays",
      params: idParams,
      body: body(channelUpdateBody),
      answer: answer(channelAnswer, "Changed"),
      errors: [400, 401, 403, 404, 413, 422, 429, 503],
    },
    async (c) => {
      const context = await readerOf(c);
      const changes = camelNames(parseInput(channelUpdateBody, await readJson(c)));
      return c.json(snakeNames(await updateChannel(context, { ...changes, id: idOf(c) })));
    },
  );

  managedRoute(
    app,
    "delete",
    "/api/v1/channels/:id",
    {
      summary: "End a channel with its log and what waits; the alerts stay",
      params: idParams,
      answer: { status: 204, description: "Deleted", content: {} },
      errors: [401, 403, 404, 429, 503],
    },
    async (c) => {
      await deleteChannel(await readerOf(c), { id: idOf(c) });
      return c.body(null, 204);
    },
  );
}

function actRoutes(app: Api): void {
  managedRoute(
    app,
    "post",
    "/api/v1/channels/:id/test",
    {
      summary: "Have a test message sent; what comes of it stands in the channel's deliveries",
      params: idParams,
      answer: answer(z.object({ deliveries: z.array(deliveryAnswer) }), "On its way", 202),
      errors: [401, 403, 404, 409, 429, 503],
    },
    async (c) => c.json({ deliveries: snakeNames(await testChannel(await readerOf(c), { id: idOf(c) })) }, 202),
  );

  managedRoute(
    app,
    "post",
    "/api/v1/channels/:id/rotate-secret",
    {
      summary: "Give a webhook a new secret; both sign for `grace_hours`, 24 unless said otherwise",
      params: idParams,
      body: { ...body(rotationBody), optional: true },
      answer: answer(issuedAnswer, "Rotated: the secret is in this answer alone"),
      errors: [400, 401, 403, 404, 413, 422, 429, 503],
    },
    async (c) => {
      const context = await readerOf(c);
      const wanted = camelNames(parseInput(rotationBody, (await readJsonOrNothing(c)) ?? {}));
      return c.json(snakeNames(await rotateChannelSecret(context, { ...wanted, id: idOf(c) })));
    },
  );

  managedRoute(
    app,
    "post",
    "/api/v1/channels/:id/resume",
    {
      summary: "Let a paused channel send again; what waited goes out",
      params: idParams,
      answer: answer(channelAnswer, "Resumed"),
      errors: [401, 403, 404, 409, 429, 503],
    },
    async (c) => c.json(snakeNames(await resumeChannel(await readerOf(c), { id: idOf(c) }))),
  );
}

function deliveryRoutes(app: Api): void {
  managedRoute(
    app,
    "get",
    "/api/v1/channels/:id/deliveries",
    {
      summary: "What was sent to a channel and what waits, with every attempt, newest first",
      params: idParams,
      query: listQuery,
      answer: answer(z.object({ deliveries: z.array(deliveryAnswer), has_more: z.boolean() }), "One page"),
      errors: [401, 403, 404, 422, 429, 503],
    },
    async (c) => {
      const { before, limit } = readQuery(c, listQuery);
      const context = await readerOf(c);
      return c.json(snakeNames(await listDeliveries(context, { channelId: idOf(c), before, limit })));
    },
  );

  managedRoute(
    app,
    "post",
    "/api/v1/deliveries/:id/retry",
    {
      summary: "Try a message that was given up once more, with the same id and body",
      params: idParams,
      answer: answer(deliveryAnswer, "On its way", 202),
      errors: [401, 403, 404, 409, 429, 503],
    },
    async (c) => c.json(snakeNames(await retryDelivery(await readerOf(c), { id: idOf(c) })), 202),
  );
}
