import { z } from "@hono/zod-openapi";
import { ALERT_SEVERITIES } from "#server/findings/index.ts";

const time = z.string().openapi({ format: "date-time" });
const fields = z
  .array(z.string())
  .openapi({ description: "Fields of the query language with one value; of several the first counts" });
const matching = {
  query: z.string().openapi({ description: "In the query language, without times; empty is every event" }),
  patterns: z
    .array(z.object({ field: z.string(), matches: z.string() }))
    .openapi({ description: "Regular expressions (RE2) that one of the field's values must match" }),
};
const windowS = z.number().int().min(10).openapi({ description: "Seconds" });
const count = z.number().int().min(1);

const answered = { window_s: windowS, group_by: fields };
const definitionAnswer = z.union([
  z.object({ kind: z.literal("threshold"), ...matching, count, ...answered }),
  z.object({ kind: z.literal("distinct"), ...matching, field: z.string(), count, ...answered }),
  z.object({ kind: z.literal("sequence"), steps: z.array(z.object(matching)), ...answered }),
  z.object({ kind: z.literal("absence"), ...matching, ...answered }),
]);

const suppression = z.object({
  query: z.string().optional().openapi({ description: "Events that never count" }),
  alerts_per_day: z.number().int().optional().openapi({ description: "More within 24 hours raise nothing" }),
});

export const ruleAnswer = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  is_on: z.boolean(),
  severity: z.enum(ALERT_SEVERITIES),
  definition: definitionAnswer,
  dedup_minutes: z.number().int().openapi({ description: "Findings of one group within it are one alert" }),
  suppression,
  runbook_url: z.string().nullable(),
  version: z.number().int(),
  text: z.string().openapi({ description: "The rule as text, which can be sent back" }),
  health: z
    .object({ micros_per_event: z.number(), groups: z.number().int(), dropped_groups: z.number().int(), at: time })
    .nullable()
    .openapi({ description: "What running it came to of late; null before" }),
  paused_at: time.nullable().openapi({ description: "Switched off by Sealtrail; `is_on: true` resumes it" }),
  pause_reason: z.string().nullable(),
  alerts_30d: z.number().int(),
  created_at: time,
  created_by: z.string(),
  updated_at: time,
});

const sent = { window_s: windowS, group_by: fields.optional() };
const sentMatching = { query: matching.query, patterns: matching.patterns.optional() };
const definition = z.union([
  z.strictObject({ kind: z.literal("threshold"), ...sentMatching, count, ...sent }),
  z.strictObject({ kind: z.literal("distinct"), ...sentMatching, field: z.string(), count, ...sent }),
  z.strictObject({ kind: z.literal("sequence"), steps: z.array(z.strictObject(sentMatching)), ...sent }),
  z.strictObject({ kind: z.literal("absence"), ...sentMatching, ...sent }),
]);
export const ruleParts = {
  name: z.string(),
  severity: z.enum(ALERT_SEVERITIES),
  definition,
  description: z.string().optional(),
  is_on: z.boolean().optional(),
  dedup_minutes: z.number().int().optional(),
  suppression: suppression.optional(),
  runbook_url: z.string().nullable().optional(),
};
const text = z.string().openapi({ description: "The rule as text, in the place of its parts" });

// Described here; the verbs read them by their own schemas, which say more of what is wrong.
export const ruleBody = z.union([z.strictObject(ruleParts), z.strictObject({ text, is_on: ruleParts.is_on })]);
export const ruleUpdateBody = z.strictObject({
  ...z.strictObject(ruleParts).partial().shape,
  text: text.optional(),
  updated_at: time
    .optional()
    .openapi({ description: "As it was read: nothing is saved when it was changed meanwhile" }),
});
