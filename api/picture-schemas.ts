import { z } from "@hono/zod-openapi";

const time = z.string().openapi({ format: "date-time" });
const whole = z.number().int();
const name = z.string().nullable();

/** A question to the Events page whose answer is what the number beside it counts. */
export const eventLink = z
  .object({ q: z.string(), from: time.nullable(), to: time.nullable() })
  .openapi({ description: "Query and range that find just the events that are counted" });
export const freshness = {
  counted_to: whole.openapi({ description: "Every event before this seq is counted" }),
  ledger_size: whole,
};
const range = { from: time, to: time };
const isLowerBound = z
  .boolean()
  .openapi({ description: "Values were let go for their number: there are at least so many" });
const arithmetic = z.array(z.object({ label: z.string(), value: z.string(), note: z.string().optional() }));

const figure = z.object({
  value: whole,
  previous: whole,
  is_lower_bound: isLowerBound,
  is_previous_lower_bound: isLowerBound,
  link: eventLink.nullable(),
  previous_link: eventLink.nullable(),
});
const ranked = z.object({
  id: z.string(),
  name,
  actor_type: z.string().nullable(),
  value: whole,
  previous: whole,
  denied: whole,
  link: eventLink,
  denied_link: eventLink,
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
    actors: z.array(z.object({ id: z.string(), name, actor_type: z.string(), first_seen_at: time, link: eventLink })),
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
      is_silent: z.boolean(),
      link: eventLink,
    }),
  ),
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
      risk: z.array(z.object({ ...entity, score: z.number() })),
    })
    .nullable(),
  keys: z
    .object({
      active: whole,
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
    ...{ total: whole, overdue: whole, unused: whole, outside: whole },
    due: z.array(z.object({ ...entity, due_at: time, days_over: whole })),
  }),
  seal: z
    .object({ size: whole, signed_size: whole, signed_at: time.nullable(), refusal: z.string().nullable() })
    .nullable(),
});

export const seriesAnswer = z.object({
  ...{ ...freshness, ...range, time_zone: z.string() },
  subject: z.object({ kind: z.string(), id: z.string().nullable(), name }),
  bucket: z.enum(["quarter", "hour", "day"]),
  points: z
    .array(
      z.object({
        ...{ at: time, minutes: whole, value: z.number(), events: whole, denied: whole },
        expected: z
          .object({ low: z.number(), middle: z.number(), high: z.number(), weeks: whole })
          .nullable()
          .openapi({ description: "What is usual for this hour of the week; null for want of history" }),
        place: z.enum(["above", "below", "within", "unknown"]),
        is_partial: z.boolean(),
        link: eventLink,
      }),
    )
    .openapi({ description: "At most 500; where buckets were left out, each group kept its lowest and highest" }),
  ...{ buckets: whole, total: whole, link: eventLink, is_lower_bound: isLowerBound },
  marks: z
    .array(
      z.object({
        ...{ alert_id: z.string(), at: time, title: z.string(), severity: z.string(), score: z.number() },
        detector: z.string(),
      }),
    )
    .nullable(),
  arithmetic,
});

const hours = z.array(whole).openapi({ description: "168 of them: Monday 00:00 first, by the clock of the zone" });
export const heatMapAnswer = z.object({
  ...{ ...freshness, ...range, time_zone: z.string() },
  actor: z.object({ id: z.string(), name }),
  ...{ counts: hours, denied: hours, total: whole, most: whole, link: eventLink },
  business: z.array(z.boolean()).openapi({ description: "Whether any of the hour is within business hours" }),
});

const travelEnd = z.object({
  ...{ name: z.string(), lat: z.number(), lon: z.number(), at: time, seq: whole, link: eventLink },
});
export const placesAnswer = z.object({
  ...{ ...freshness, ...range },
  places: z.array(
    z.object({
      ...{ country: z.string(), city: z.string().nullable(), lat: z.number().nullable(), lon: z.number().nullable() },
      ...{ events: whole, denied: whole.nullable(), first_seen_at: time, last_seen_at: time, link: eventLink },
    }),
  ),
  ...{ different: whole, is_lower_bound: isLowerBound },
  travels: z
    .array(
      z.object({
        ...{ alert_id: z.string(), title: z.string(), severity: z.string(), from: travelEnd, to: travelEnd },
        actor: z.object({ id: z.string(), name }),
      }),
    )
    .nullable(),
});

export const risersAnswer = z.object({
  ...{ ...freshness, ...range },
  risers: z.array(
    z.object({
      ...{ kind: z.enum(["actor", "action", "origin"]), id: z.string(), name, value: whole, expected: z.number() },
      ...{ before: z.array(whole), score: z.number(), is_new: z.boolean(), arithmetic, link: eventLink },
    }),
  ),
});
