import { z } from "@hono/zod-openapi";
import {
  ALERT_STATES,
  alertListInput,
  commentInput,
  ENTRY_KINDS,
  entityInput,
  FINDING_SOURCES,
  muteInput,
  RESOLUTIONS,
  RISK_LEVELS,
} from "#server/alerts/index.ts";
import { ALERT_SEVERITIES, ENTITY_TYPES } from "#server/findings/index.ts";
import { tenantParameter } from "./parameters.ts";

const time = z.string().openapi({ format: "date-time" });
const count = z.number().int();
const severity = z.enum(ALERT_SEVERITIES);
const source = z.enum(FINDING_SOURCES);
const entity = z.object({ type: z.enum(ENTITY_TYPES), id: z.string(), name: z.string().optional() });
const arithmeticLine = z.object({ label: z.string(), value: z.string(), note: z.string().optional() });

export const lineAnswer = z.object({
  id: z.string(),
  source,
  rule_id: z.string().nullable(),
  rule_name: z.string().nullable().openapi({ description: "null: of a detector, or the rule is gone" }),
  entity,
  title: z.string(),
  severity,
  confidence: z.number(),
  score: z.number().openapi({ description: "Base of the severity (21, 47, 73, 99) times confidence" }),
  state: z.enum(ALERT_STATES),
  resolution: z.enum(RESOLUTIONS).nullable(),
  assignee: z.object({ id: z.string(), name: z.string().nullable() }).nullable(),
  case_id: z.string(),
  is_muted: z.boolean(),
  first_at: time,
  last_at: time,
  raised_at: time,
  updated_at: time,
  events: count.openapi({ description: "How many events contributed" }),
  is_late: z.boolean().openapi({ description: "It rests on an event that came late" }),
});

export const muteAnswer = z.object({
  id: z.string(),
  source: source.nullable(),
  rule_id: z.string().nullable(),
  rule_name: z.string().nullable(),
  entity: entity.omit({ name: true }).nullable(),
  until: time,
  reason: z.string(),
  created_at: time,
  created_by: z.string(),
  ended_at: time.nullable(),
  is_active: z.boolean(),
});

export const entryAnswer = z.object({
  id: z.string(),
  at: time,
  kind: z.enum(ENTRY_KINDS),
  by: z.object({ type: z.enum(["user", "key", "system"]), id: z.string(), name: z.string() }),
  detail: z.record(z.string(), z.unknown()),
});

export const riskAnswer = z.object({
  entity,
  at: time,
  score: z.number().openapi({ description: "0 to 100" }),
  level: z.enum(RISK_LEVELS),
  sum: z.number().openapi({ description: "Before the cap of 100" }),
  lines: z.array(
    z.object({
      alert_id: z.string(),
      title: z.string(),
      source,
      rule_id: z.string().nullable(),
      severity,
      base: z.number(),
      confidence: z.number(),
      score: z.number(),
      last_at: time,
      age_days: z.number(),
      decay: z.number(),
      rank: count.nullable(),
      weight: z.number(),
      contribution: z.number(),
    }),
  ),
  lines_left_out: count,
});

export const alertAnswer = lineAnswer.extend({
  score_arithmetic: z.array(arithmeticLine),
  resolution_note: z.string().nullable(),
  acknowledged_at: time.nullable(),
  resolved_at: time.nullable(),
  mute: muteAnswer.nullable(),
  explanation: z.object({
    seen: z.string(),
    expected: z.string(),
    window: z.object({ from_ms: z.number(), to_ms: z.number() }),
    arithmetic: z.array(arithmeticLine),
    history: z.object({ days: z.number(), events: count.optional(), seen: z.string().optional() }).optional(),
    confidence: z.string(),
    places: z
      .array(z.object({ name: z.string(), lat: z.number(), lon: z.number(), at_ms: z.number(), seq: count }))
      .optional(),
  }),
  runbook_url: z.string().nullable(),
  seqs: z.array(count).openapi({ description: "At most a hundred contributing events: the first ones and the last" }),
  entries: z.array(entryAnswer),
  case: z.object({
    id: z.string(),
    entity,
    opened_at: time,
    closed_at: time.nullable(),
    alerts: count,
    unresolved: count,
    others: z.array(lineAnswer),
  }),
  risk: riskAnswer,
});

export const listAnswer = z.object({
  alerts: z.array(lineAnswer),
  counts: z.object({ open: count, acknowledged: count, resolved: count, muted: count }),
  next: z.string().nullable().openapi({ description: "`before` of the next page" }),
});

const { shape } = alertListInput;
const instant = z.string().optional().openapi({ format: "date-time" });

/** The verb reads it once more: here stands what is sent. */
export const listQuery = z.object({
  tenant: tenantParameter,
  state: shape.state,
  is_muted: z
    .enum(["true", "false"])
    .transform((text) => text === "true")
    .optional(),
  severity_min: shape.severityMin,
  source: shape.source,
  rule_id: shape.ruleId,
  entity_type: shape.entityType,
  entity_id: shape.entityId,
  assignee_id: z.string().max(100).optional().openapi({ description: "Id of a member, or `none`" }),
  case_id: shape.caseId,
  from: instant,
  to: instant,
  text: shape.text,
  sort: shape.sort,
  before: shape.before,
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export const riskQuery = z.object({
  tenant: tenantParameter,
  entity_type: z.enum(ENTITY_TYPES).optional(),
  entity_id: entityInput.shape.id.optional(),
});

const { shape: muteShape } = muteInput;
export const resolutionBody = z.strictObject({ resolution: z.enum(RESOLUTIONS), note: z.string().optional() });
export const assignmentBody = z.strictObject({ assignee_id: z.string().max(100).nullable() });
export const commentBody = z.strictObject({ text: commentInput.shape.text });
export const muteBody = z.strictObject({
  source: muteShape.source,
  rule_id: muteShape.ruleId,
  entity: muteShape.entity,
  until: z.string().openapi({ format: "date-time" }),
  reason: muteShape.reason,
});
