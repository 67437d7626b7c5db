import { z } from "@hono/zod-openapi";
import { getActorProfile, getTargetProfile } from "#server/profiles/index.ts";
import { readerOf } from "./caller.ts";
import { facet, histogram } from "./counts.ts";
import { type Api, readQuery, route } from "./openapi.ts";
import { instant, tenantParameter } from "./parameters.ts";

const params = z.object({ id: z.string().openapi({ description: "URL-encoded; may hold any character" }) });
const query = z.object({
  type: z.string().min(1).max(200).optional().openapi({ description: "Only where it has this type" }),
  from: instant.openapi({ description: "What is counted begins here; with the first event when absent" }),
  to: instant,
  tenant: tenantParameter,
});

const time = z.string().openapi({ format: "date-time" });
const whole = z.number().int();
const event = z.object({ seq: whole, event: z.looseObject({}), masked: z.array(z.string()).optional() });
const profile = {
  id: z.string(),
  type: z.string().openapi({ description: "As in the newest event" }),
  names: z.array(z.string()),
  query: z.string().openapi({ description: "Finds the events that this is about" }),
  first_seen: time,
  last_seen: time,
  histogram,
  facets: z.array(facet),
  refused: z
    .array(z.object({ field: z.string(), message: z.string() }))
    .openapi({ description: "Fields that are masked for the caller" }),
  recent: z.array(event),
};
const actorProfile = z.object({ ...profile, emails: z.array(z.string()), secrets: facet.nullable() });
const targetProfile = z.object({
  ...profile,
  readers: facet.nullable(),
  last_read: event.nullable(),
  last_changed: event.nullable(),
  rotations: z.array(event),
});

export function profileRoutes(app: Api): void {
  route(
    app,
    "get",
    "/api/v1/actors/:id",
    {
      summary: "What one actor did: when seen, counts by outcome, on what and from where",
      keys: "provisioning",
      params,
      query,
      answer: { status: 200, description: "The profile", content: { "application/json": actorProfile } },
      errors: [401, 403, 404, 422, 429, 503],
    },
    async (c) => {
      const { tenant: _, ...range } = readQuery(c, query);
      return c.json(await getActorProfile(await readerOf(c), { id: c.req.param("id") ?? "", ...range }));
    },
  );

  route(
    app,
    "get",
    "/api/v1/targets/:id",
    {
      summary: "What was done to one target: by whom, from where, and when it was last read, changed and rotated",
      keys: "provisioning",
      params,
      query,
      answer: { status: 200, description: "The profile", content: { "application/json": targetProfile } },
      errors: [401, 403, 404, 422, 429, 503],
    },
    async (c) => {
      const { tenant: _, ...range } = readQuery(c, query);
      return c.json(await getTargetProfile(await readerOf(c), { id: c.req.param("id") ?? "", ...range }));
    },
  );
}
