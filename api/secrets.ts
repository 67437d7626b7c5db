import { z } from "@hono/zod-openapi";
import {
  exportSecrets,
  getSecret,
  listRotations,
  listSecrets,
  SECRET_FILTERS,
  SECRET_SORTS,
} from "#server/secrets/index.ts";
import { readerOf } from "./caller.ts";
import { type Api, readQuery, route } from "./openapi.ts";
import { snakeNames, withSnakePaths } from "./snake-case.ts";
import {
  errors,
  freshness,
  given,
  name,
  numberLink,
  range,
  tenant,
  time,
  time_zone,
  who,
  whole,
} from "./whole-view.ts";

const actor = { type: z.string(), id: z.string().nullable(), name };
const use = z.object({ at: time, by: z.object(actor), seq: whole }).nullable();

const secret = z.object({
  ...{ type: z.string(), id: z.string(), name, environment: name, environments: z.array(z.string()) },
  ...{ first_seen_at: time, last_seen_at: time, created_at: time.nullable(), deleted_at: time.nullable() },
  ...{ last_read: use, last_rotated: use, reads: whole, rotations: whole, events: whole },
  ...{ people: whole, services: whole, is_readers_lower_bound: z.boolean(), is_lower_bound: z.boolean() },
  unnamed_until: time.nullable().openapi({
    description: "Reads till then are of no reader and no day: no event had its type and id in one target yet",
  }),
  rotation: z.object({
    days: whole.nullable(),
    source: z.enum(["secret", "log", "environment", "type", "default"]),
    since: z.enum(["rotation", "creation", "first seen"]),
    ...{
      since_at: time,
      due_at: time.nullable(),
      days_over: whole.nullable(),
      is_overdue: z.boolean(),
      is_waiting: z.boolean(),
    },
  }),
  ...{ unused_days: whole, is_unused: z.boolean(), outside: whole },
  ...{ reads_link: numberLink, rotations_link: numberLink, events_link: numberLink },
});
const listedSecret = secret.extend({
  recent: z
    .object({ reads: whole, weeks: z.array(whole), is_lower_bound: z.boolean(), link: numberLink })
    .openapi({ description: "Reads of the last 13 weeks of UTC, oldest first" }),
});
export const listAnswer = z.object({
  ...{ ...freshness, secrets: z.array(listedSecret), has_more: z.boolean(), is_lower_bound: z.boolean() },
  counts: z
    .object(Object.fromEntries(SECRET_FILTERS.map((filter) => [filter, whole])))
    .openapi({ description: "How many of those with the text and environment fit each filter" }),
  total: whole.openapi({ description: "All secrets, whatever is asked for" }),
});
export const detailAnswer = secret.extend({
  ...freshness,
  readers: z.array(
    z.object({
      ...{ ...actor, reads: whole, first_at: time, last_at: time, link: numberLink },
      outside: z
        .object({
          ...{ elsewhere: whole, here: whole, environments: z.array(z.string()), text: z.string() },
          ...{ elsewhere_link: numberLink, here_link: numberLink },
        })
        .nullable()
        .openapi({ description: "Why the reader counts as one of another environment; null where it does not" }),
    }),
  ),
  reads_by_day: z.array(z.object({ date: z.string(), ...range, reads: whole, link: numberLink })),
  is_reads_lower_bound: z.boolean(),
  time_zone: z.string(),
  override: z.object({ rotation_days: whole.nullable(), note: z.string() }).nullable(),
});
export const calendarAnswer = z.object({
  ...{ ...freshness, overdue: whole, has_more: z.boolean(), time_zone: z.string() },
  rotations: z.array(
    z.object({
      ...{ type: z.string(), id: z.string(), name, environment: name, due_at: time, date: z.string() },
      ...{ days_over: whole, is_overdue: z.boolean(), days: whole },
    }),
  ),
});

const listed = {
  filter: z.enum(SECRET_FILTERS).default("all"),
  sort: z.enum(SECRET_SORTS).default("due"),
  text: z.string().max(200).default("").openapi({ description: "Part of the id or name" }),
  environment: z.string().max(1_000).optional(),
};
const listQuery = z.object({
  ...listed,
  offset: z.coerce.number().int().min(0).max(10_000).default(0),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  ...tenant,
});
const exportQuery = z.object({ ...listed, ...tenant });
const detailQuery = z.object({
  type: z.string().min(1).max(1_000),
  id: z.string().min(1).max(1_000),
  time_zone,
  ...tenant,
});
const calendarQuery = z.object({ time_zone, ...tenant });

/** Secret-like targets, as the counts know them, for whoever sees every event. */
export function secretRoutes(app: Api): void {
  route(
    app,
    "get",
    "/api/v1/secrets",
    {
      summary: "Secrets with last read, readers and rotation; needs a view of everything",
      ...{ ...who, query: listQuery, errors },
      answer: { status: 200, description: "One page", content: { "application/json": listAnswer } },
    },
    async (c) => {
      const { tenant: _, environment, ...input } = readQuery(c, listQuery);
      const context = await readerOf(c);
      return c.json(snakeNames(await listSecrets(context, { ...input, ...given({ environment }) })));
    },
  );

  route(
    app,
    "get",
    "/api/v1/secrets/detail",
    {
      summary: "One secret with its readers and its reads a day; needs a view of everything",
      ...{ ...who, query: detailQuery, errors: [401, 403, 404, 422, 429, 503] },
      answer: { status: 200, description: "The secret", content: { "application/json": detailAnswer } },
    },
    async (c) => {
      const { type, id, time_zone: timeZone } = readQuery(c, detailQuery);
      const context = await readerOf(c);
      return c.json(snakeNames(await withSnakePaths(() => getSecret(context, { type, id, ...given({ timeZone }) }))));
    },
  );

  route(
    app,
    "get",
    "/api/v1/secrets/rotations",
    {
      summary: "What is overdue for rotation, and what is due in the coming 90 days; needs a view of everything",
      ...{ ...who, query: calendarQuery, errors },
      answer: { status: 200, description: "By date", content: { "application/json": calendarAnswer } },
    },
    async (c) => {
      const { time_zone: timeZone } = readQuery(c, calendarQuery);
      const context = await readerOf(c);
      return c.json(snakeNames(await withSnakePaths(() => listRotations(context, given({ timeZone })))));
    },
  );

  route(
    app,
    "get",
    "/api/v1/secrets/export",
    {
      summary: "The secrets of a filter as CSV; needs a view of everything and the right exports.create",
      ...{ ...who, query: exportQuery, errors },
      answer: { status: 200, description: "The file", content: { "text/csv": z.string() } },
    },
    async (c) => {
      const { tenant: _, environment, ...input } = readQuery(c, exportQuery);
      const file = await exportSecrets(await readerOf(c), { ...input, ...given({ environment }) });
      return c.body(file.body, 200, {
        "Content-Type": file.mediaType,
        "Content-Disposition": `attachment; filename="${file.fileName}"`,
      });
    },
  );
}
