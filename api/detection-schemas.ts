import { z } from "@hono/zod-openapi";
import { ALERT_SEVERITIES, DETECTORS, ENTITY_TYPES } from "#server/findings/index.ts";
import { ruleParts } from "./rule-schemas.ts";

const time = z.string().openapi({ format: "date-time" });
const count = z.number().int();
const settingValue = z.union([z.number(), z.boolean(), z.string(), z.array(z.string())]);
const settings = z
  .record(z.string(), settingValue)
  .openapi({ description: "Settings by name, as the list of detectors has them; what is absent stays" });
const exclusions = z.object({
  actors: z.array(z.string()).openapi({ description: "Ids of actors that are left alone" }),
  networks: z.array(z.string()).openapi({ description: "Address blocks that are left alone, such as 203.0.113.0/24" }),
});

export const detectorAnswer = z.object({
  name: z.enum(DETECTORS),
  label: z.string(),
  looks_for: z.string(),
  severity: z.enum(ALERT_SEVERITIES),
  minimum_history: z.string(),
  is_on: z.boolean(),
  settings: z.array(
    z.object({
      name: z.string(),
      label: z.string(),
      help: z.string().nullable(),
      kind: z.enum(["number", "boolean", "text_list", "choice"]),
      unit: z.string().nullable(),
      default: settingValue,
      min: z.number().nullable(),
      max: z.number().nullable(),
      options: z.array(z.string()).nullable(),
      value: settingValue,
      is_changed: z.boolean(),
    }),
  ),
  exclusions,
  alerts_30d: count,
  updated_at: time.nullable(),
  updated_by: z.string().nullable(),
});

export const detectorBody = z.strictObject({
  is_on: z.boolean().optional(),
  settings: settings.optional(),
  exclusions: z.strictObject(exclusions.partial().shape).optional(),
});

/** Described here; the verb reads it by its own schema, which says more of what is wrong. */
export const trialBody = z.strictObject({
  rule: z.strictObject(ruleParts).optional().openapi({ description: "A rule, as it would be made" }),
  detector: z.enum(DETECTORS).optional().openapi({ description: "Or a detector, with what is to be tried of it" }),
  settings: settings.optional(),
  exclusions: detectorBody.shape.exclusions,
  days: z.number().int().min(1).max(400).optional().openapi({ description: "Days of history; 90 unless given" }),
});

const entity = z.object({ type: z.enum(ENTITY_TYPES), id: z.string(), name: z.string().optional() });
export const trialAnswer = z.object({
  id: z.string(),
  state: z.enum(["queued", "running", "done", "failed", "cancelled"]),
  subject: z.record(z.string(), z.unknown()),
  days: count,
  events_done: count,
  events_expected: count,
  created_at: time,
  finished_at: time.nullable(),
  maker: z.object({ type: z.enum(["user", "key"]), id: z.string(), name: z.string() }),
  failure: z.string().nullable(),
  result: z
    .object({
      alerts: count.openapi({ description: "How many alerts there would have been" }),
      per_week: z.array(z.object({ week_start: z.string(), alerts: count })),
      covered: z.object({ from: time, to: time, events: count }),
      is_cut: z.boolean().openapi({ description: "The ledger goes further back than was looked at" }),
      entities: z.array(entity.extend({ alerts: count })),
      findings: z.array(
        z.object({
          at: time,
          entity,
          title: z.string(),
          severity: z.enum(ALERT_SEVERITIES),
          score: z.number(),
          seqs: z.array(count),
          events: count,
        }),
      ),
    })
    .nullable(),
});

export const detectionAnswer = z.object({
  behind_events: count.openapi({ description: "Events that were not looked at yet" }),
  late_events: count.openapi({
    description: "Events that came more than two minutes and up to a day after their time",
  }),
  old_events: count.openapi({ description: "Events that came later than that: they raise nothing" }),
  fault: z.string().nullable(),
  updated_at: time.nullable(),
});
