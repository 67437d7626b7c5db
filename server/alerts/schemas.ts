import { z } from "zod";
import { ALERT_SEVERITIES, DETECTORS, ENTITY_TYPES, type FindingSource } from "../findings/index.ts";
import { holdsToken } from "../tokens/index.ts";

export const ALERT_STATES = ["open", "acknowledged", "resolved"] as const;
export type AlertState = (typeof ALERT_STATES)[number];

/** Why an alert is settled. */
export const RESOLUTIONS = ["true_positive", "false_positive", "benign", "duplicate", "other"] as const;
export type Resolution = (typeof RESOLUTIONS)[number];

export const FINDING_SOURCES = [...DETECTORS, "rule", "secret_overdue"] as const satisfies readonly FindingSource[];
export const ALERTS_AT_ONCE_MAX = 100;
export const COMMENT_CHARACTERS_MAX = 4_000;
export const MUTE_DAYS_MAX = 90;
export const MUTES_MAX = 200;

const text = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .refine((value) => value.isWellFormed() && !value.includes("\0"), {
      error: "must be whole characters",
      abort: true,
    })
    .refine((value) => !holdsToken(value), "holds a token: take it out, and rotate that key");
const instant = z.iso
  .datetime({ offset: true, error: "must be an RFC 3339 time such as 2026-11-20T00:00:00Z" })
  .transform((value) => new Date(value));

const id = z.string().max(100);
const ids = z
  .array(id)
  .min(1)
  .max(ALERTS_AT_ONCE_MAX)
  .transform((values) => [...new Set(values)]);
const entityId = z
  .string()
  .min(1)
  .max(2_000)
  .refine((value) => value.isWellFormed() && !value.includes("\0"), "must be whole characters");
export const entityInput = z.strictObject({ type: z.enum(ENTITY_TYPES), id: entityId });

/** What is absent is any. `text` is looked for in titles, and in the ids and names of entities. `before` is `next` of the page before. */
export const alertListInput = z.strictObject({
  state: z.enum([...ALERT_STATES, "any"]).default("any"),
  isMuted: z.boolean().optional(),
  severityMin: z.enum(ALERT_SEVERITIES).optional(),
  source: z.enum(FINDING_SOURCES).optional(),
  ruleId: id.optional(),
  entityType: z.enum(ENTITY_TYPES).optional(),
  entityId: entityId.optional(),
  /** A member's id; null: nobody's. */
  assigneeId: id.nullable().optional(),
  caseId: id.optional(),
  /** Of the last event: `from` included, `to` not. */
  from: instant.optional(),
  to: instant.optional(),
  text: text(200).optional(),
  sort: z.enum(["newest", "score"]).default("newest"),
  before: z.string().max(100).optional(),
  limit: z.number().int().min(1).max(200).default(50),
});
export type AlertListInput = z.input<typeof alertListInput>;

export const alertOfId = z.strictObject({ id });
export const alertsInput = z.strictObject({ ids });
export type AlertsInput = z.input<typeof alertsInput>;
export const resolutionInput = z.strictObject({ ids, resolution: z.enum(RESOLUTIONS), note: text(2_000).default("") });
export type ResolutionInput = z.input<typeof resolutionInput>;
/** null: nobody. */
export const assignmentInput = z.strictObject({ ids, assigneeId: id.nullable() });
export type AssignmentInput = z.input<typeof assignmentInput>;
export const commentInput = z.strictObject({
  id,
  text: text(COMMENT_CHARACTERS_MAX).refine((value) => value !== "", "must not be empty"),
});
export type CommentInput = z.input<typeof commentInput>;

/** At least one of source, ruleId and entity; those that are there must all fit. */
export const muteInput = z
  .strictObject({
    source: z.enum(FINDING_SOURCES).optional(),
    ruleId: id.optional(),
    entity: entityInput.optional(),
    until: instant,
    reason: text(500).refine((value) => value !== "", "must not be empty"),
  })
  .refine(({ source, ruleId, entity }) => source !== undefined || ruleId !== undefined || entity !== undefined, {
    path: ["entity"],
    error: "say what to mute: a source, a rule or an entity",
  });
export type MuteInput = z.input<typeof muteInput>;
export const muteOfId = z.strictObject({ id });

export const riskInput = z.strictObject({ entity: entityInput });
export type RiskInput = z.input<typeof riskInput>;
