import { z } from "@hono/zod-openapi";
import { RISK_LEVELS } from "#server/alerts/index.ts";
import { getOverview, OVERVIEW_RANGES } from "#server/overview/index.ts";
import { readerOf } from "./caller.ts";
import { type Api, readQuery, route } from "./openapi.ts";
import { snakeNames, withSnakePaths } from "./snake-case.ts";
import {
  answer,
  errors,
  eventLink,
  freshness,
  given,
  isLowerBound,
  name,
  numberLink,
  range,
  tenant,
  time,
  time_zone,
  who,
  whole,
} from "./whole-view.ts";

const figure = z.object({
  value: whole,
  previous: whole,
  is_lower_bound: isLowerBound,
  is_previous_lower_bound: isLowerBound,
  link: numberLink,
  previous_link: numberLink,
});
const ranked = z.object({
  id: z.string(),
  name,
  actor_type: z.string().nullable(),
  value: whole,
  previous: whole,
  denied: whole,
  link: numberLink,
  denied_link: numberLink,
});
const rankedList = z.object({
  ...{ values: z.array(ranked), different: whole },
  ...{ is_lower_bound: isLowerBound, is_previous_lower_bound: isLowerBound },
});
const entity = { type: z.string(), id: z.string(), name };
const keyName = { id: z.string(), name: z.string() };

export const overviewAnswer = z.object({
  ...{ range: z.string(), ...range, time_zone: z.string(), ...freshness },
  ...{ events: figure, denied: figure, failed: figure, people: figure, services: figure },
  new_actors: figure.extend({
    actors: z.array(z.object({ id: z.string(), name, actor_type: z.string(), first_seen_at: time, link: numberLink })),
  }),
  bucket_minutes: whole,
  timeline: z.array(
    z.object({ at: time, success: whole, failure: whole, denied: whole, unknown: whole, link: eventLink }),
  ),
  categories: z.array(ranked),
  ...{ top_actors: rankedList, top_denied: rankedList, top_actions: rankedList },
  ...{ top_origins: rankedList, top_countries: rankedList },
  sources: z.array(
    z.object({
      origin: z.string(),
      last_seen_at: time,
      silent_minutes: whole,
      before: z.array(whole).openapi({ description: "Events in the same stretch of the four weeks before" }),
      is_silent: z.boolean().openapi({ description: "Of no source while `is_behind`" }),
      link: numberLink,
    }),
  ),
  has_events_of_systems: z.boolean().openapi({ description: "Any system ever sent an event that is counted" }),
  alerts: z
    .object({
      open: z.object({ low: whole, medium: whole, high: whole, critical: whole }),
      total: whole,
      newest: z.array(
        z.object({
          ...{ id: z.string(), title: z.string(), severity: z.string(), score: z.number(), last_at: time },
          entity: z.object(entity),
        }),
      ),
      marks: z
        .array(
          z.object({
            ...{ alert_id: z.string(), at: time, title: z.string(), severity: z.string(), score: z.number() },
            detector: z.string(),
          }),
        )
        .openapi({ description: "Alerts whose last event lies in the range, the latest first, at most 200" }),
      has_more_marks: z.boolean(),
      risk: z.array(z.object({ ...entity, score: z.number(), level: z.enum(RISK_LEVELS) })),
    })
    .nullable(),
  keys: z
    .object({
      active: whole,
      attention: z
        .object({ total: whole, suspended: whole, names: z.array(z.string()) })
        .openapi({ description: "Keys suspended, or ending or to be rotated within two weeks; at most five names" }),
      due: z.array(z.object({ ...keyName, what: z.enum(["expires", "rotation"]), at: time })),
      busiest: z.array(
        z.object({
          ...{ ...keyName, kind: z.string(), requests: whole, rows: whole, refusals: whole },
          last_used_at: time.nullable(),
        }),
      ),
      refused: z.array(z.object({ ...keyName, refusals: whole })),
      unused: z.array(z.object({ ...keyName, days: whole })),
    })
    .nullable(),
  exports: z
    .object({
      newest: z.array(
        z.object({ id: z.string(), format: z.string(), state: z.string(), maker_name: z.string(), created_at: time }),
      ),
    })
    .nullable(),
  secrets: z.object({
    ...freshness,
    ...{ total: whole, overdue: whole, unused: whole, outside: whole },
    due: z.array(z.object({ ...entity, due_at: time, days_over: whole })),
  }),
  seal: z
    .object({ size: whole, signed_size: whole, signed_at: time.nullable(), refusal: z.string().nullable() })
    .nullable(),
});

const overviewQuery = z.object({ range: z.enum(OVERVIEW_RANGES).default("7d"), time_zone, ...tenant });

/** Counts of the last days, for whoever sees every event. */
export function overviewRoutes(app: Api): void {
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
}
