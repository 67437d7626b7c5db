import { z } from "@hono/zod-openapi";
import {
  createKeyInput,
  cutSecretInput,
  KEY_STATES,
  revokeKeyInput,
  rotateKeyInput,
  updateKeyInput,
} from "#server/keys/index.ts";
import { tenantParameter } from "./parameters.ts";

const time = z.string().openapi({ format: "date-time" });
const counts = { requests: z.number().int(), rows: z.number().int(), refusals: z.number().int() };

export const keyAnswer = z.object({
  id: z.string(),
  kind: createKeyInput.shape.kind,
  prefix: z.string().openapi({ description: "The public beginning of its token" }),
  name: z.string(),
  purpose: z.string(),
  recipient: z.string(),
  owner: z.object({ id: z.string(), name: z.string().nullable() }).nullable(),
  role: z.string(),
  permissions: z.array(z.string()).openapi({ description: "Its own rights within those of its role, as they are now" }),
  scope: z.looseObject({}).nullable().openapi({ description: "categories, actions, environments, targets, query" }),
  masks: z.array(z.string()),
  words: z.string().openapi({ description: "What it sees, by role and scope, in words" }),
  addresses: z.array(z.string()).openapi({ description: "Blocks that it may be used from; none for anywhere" }),
  requests_per_minute: z.number().int(),
  rows_per_day: z.number().int().nullable(),
  rotation_days: z.number().int().nullable(),
  state: z.enum(KEY_STATES),
  created_at: time,
  updated_at: time.nullable(),
  secret_made_at: time,
  rotation_due_at: time.nullable(),
  old_secret_until: time.nullable().openapi({ description: "While rotating: until when an old secret works" }),
  expires_at: time.nullable(),
  suspended_at: time.nullable(),
  suspend_reason: z.string().nullable(),
  revoked_at: time.nullable(),
  revoked_by: z.string().nullable(),
  revoke_reason: z.string().nullable(),
  last_used_at: time.nullable(),
  last_used_ip: z.string().nullable(),
});
export const listedKey = keyAnswer.extend({ week: z.object(counts).openapi({ description: "The last 7 days" }) });
export const keyDetail = keyAnswer.extend({
  hours: z.array(z.object({ hour: time, ...counts })).openapi({ description: "Of the last 28 days, oldest first" }),
  seen_addresses: z.array(
    z.object({
      ip: z.string(),
      location: z.looseObject({}).nullable(),
      first_seen_at: time,
      last_seen_at: time,
      requests: z.number().int(),
      refusals: z.number().int(),
    }),
  ),
  secrets: z
    .array(
      z.object({
        made_at: time,
        replaced_at: time,
        replaced_by: z.string(),
        reason: z.string(),
        valid_until: time,
        cut_at: time.nullable(),
      }),
    )
    .openapi({ description: "The secrets that were replaced, the newest first" }),
  signals: z.array(
    z.object({ kind: z.string(), title: z.string(), why: z.string(), severity: z.enum(["low", "medium", "high"]) }),
  ),
  review: z.object({ last_at: time.nullable(), last_by: z.string().nullable(), next_due_at: time }),
});
export const issued = z.object({
  id: z.string(),
  token: z.string().openapi({ description: "In this answer and never again" }),
});

const instant = z.iso
  .datetime({ offset: true, error: "must be an RFC 3339 time such as 2027-02-28T00:00:00Z" })
  .openapi({ format: "date-time" });
export const params = z.object({ id: z.string() });
export const query = z.object({ tenant: tenantParameter });
export const listQuery = query.extend({ state: z.enum(KEY_STATES).optional() });

function createBodyOf() {
  const { ownerId, requestsPerMinute, rowsPerDay, rotationDays, expiresAt: _, ...same } = createKeyInput.shape;
  return z.strictObject({
    ...same,
    owner_id: ownerId,
    requests_per_minute: requestsPerMinute,
    rows_per_day: rowsPerDay,
    rotation_days: rotationDays,
    expires_at: instant.nullish(),
  });
}

function updateBodyOf() {
  const {
    id: _,
    updatedAt,
    ownerId,
    requestsPerMinute,
    rowsPerDay,
    rotationDays,
    expiresAt: __,
    ...same
  } = updateKeyInput.shape;
  return z.strictObject({
    ...same,
    updated_at: updatedAt,
    owner_id: ownerId,
    requests_per_minute: requestsPerMinute,
    rows_per_day: rowsPerDay,
    rotation_days: rotationDays,
    expires_at: instant.nullable().optional(),
  });
}

export const createBody = createBodyOf();
export const updateBody = updateBodyOf();
const { graceHours, reason } = rotateKeyInput.shape;
export const rotateBody = z.strictObject({ grace_hours: graceHours, reason });
export const cutBody = cutSecretInput.omit({ id: true });
export const revokeBody = revokeKeyInput.omit({ id: true });
export const rotated = issued.extend({ old_secret_until: time.nullable() });
