import { z } from "@hono/zod-openapi";
import { eventLink, freshness, isLowerBound, name, numberLink, range, time, whole } from "./whole-view.ts";

const arithmetic = z.array(z.object({ label: z.string(), value: z.string(), note: z.string().optional() }));

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
        link: numberLink,
      }),
    )
    .openapi({ description: "At most 500; where buckets were left out, each group kept its lowest and highest" }),
  ...{ buckets: whole, total: whole, link: numberLink, is_lower_bound: isLowerBound },
  is_expected_lower_bound: z
    .boolean()
    .openapi({ description: "Values were let go in the weeks before: what is usual may be more" }),
  marks: z
    .array(
      z.object({
        ...{ alert_id: z.string(), at: time, title: z.string(), severity: z.string(), score: z.number() },
        detector: z.string(),
      }),
    )
    .nullable()
    .openapi({ description: "The latest alerts about the subject, at most 200; null without the right to see alerts" }),
  has_more_marks: z.boolean(),
  arithmetic,
});

const hours = z.array(whole).openapi({ description: "168 of them: Monday 00:00 first, by the clock of the zone" });
export const heatMapAnswer = z.object({
  ...{ ...freshness, ...range, time_zone: z.string() },
  actor: z.object({ id: z.string(), name }),
  ...{ counts: hours, denied: hours, total: whole, most: whole, link: numberLink, is_lower_bound: isLowerBound },
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
      ...{ events: whole, denied: whole.nullable(), first_seen_at: time, last_seen_at: time, link: numberLink },
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
    .nullable()
    .openapi({ description: "The latest, at most 50; null without the right to see alerts" }),
  has_more_travels: z.boolean(),
});

export const risersAnswer = z.object({
  ...{ ...freshness, ...range, time_zone: z.string() },
  is_lower_bound: z
    .boolean()
    .openapi({ description: "Values were let go on days that are compared: there may be more risers" }),
  risers: z.array(
    z.object({
      ...{
        kind: z.enum(["actor", "action", "origin"]),
        id: z.string(),
        name,
        value: whole,
        is_lower_bound: isLowerBound,
      },
      before: z.array(whole).openapi({
        description: "Of the same hours of whole weeks before, at most four, without those in which values were let go",
      }),
      ...{ expected: z.number(), score: z.number(), is_new: z.boolean(), arithmetic, link: numberLink },
    }),
  ),
});
