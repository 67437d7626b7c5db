import { z } from "@hono/zod-openapi";
import { CHANNEL_KINDS, channelInput, channelUpdate, secretRotation } from "#server/channels/index.ts";
import { ALERT_SEVERITIES } from "#server/findings/index.ts";

const time = z.string().openapi({ format: "date-time" });

export const channelAnswer = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(CHANNEL_KINDS),
  url: z.string().nullable().openapi({ description: "The host alone for those who may not manage channels" }),
  recipients: z.array(z.string()).openapi({ description: "Masked for those who may not manage channels" }),
  severity_min: z.enum(ALERT_SEVERITIES),
  query: z.string(),
  is_on: z.boolean(),
  paused_at: time.nullable(),
  pause_reason: z.string().nullable(),
  failing_since: time.nullable().openapi({ description: "Since when every attempt has failed" }),
  throttled_until: time.nullable().openapi({ description: "Nothing is sent before" }),
  secrets: z
    .array(z.object({ created_at: time, valid_until: time.nullable() }))
    .openapi({ description: "Secrets that are signed with now, the newest first" }),
  waiting: z.number().int().openapi({ description: "Messages that are still to be delivered" }),
  created_at: time,
  created_by: z.string(),
  updated_at: time,
});

export const issuedAnswer = z.object({
  channel: channelAnswer,
  secret: z.string().nullable().openapi({ description: "Of a webhook; in this answer alone" }),
});

export const deliveryAnswer = z.object({
  id: z.string().openapi({ description: "Also the webhook-id" }),
  channel_id: z.string(),
  alert_id: z.string().nullable(),
  type: z.enum(["alert.raised", "channel.test"]),
  title: z.string(),
  to: z.string().nullable().openapi({ description: "Of mail" }),
  body: z.string().openapi({ description: "What is signed and sent; of mail what it is written from" }),
  state: z.enum(["waiting", "delivered", "failed"]),
  created_at: time,
  next_at: time.nullable().openapi({ description: "Null where it is over, or the channel is paused or off" }),
  finished_at: time.nullable(),
  attempts: z.array(
    z.object({
      number: z.number().int(),
      at: time,
      status: z.number().int().nullable(),
      fault: z.string().nullable(),
      took_ms: z.number().int(),
    }),
  ),
});

const { severityMin, isOn, ...described } = channelInput.shape;
export const channelBody = z.strictObject({ ...described, severity_min: severityMin, is_on: isOn });

const { id: _, severityMin: severity, isOn: on, ...changed } = channelUpdate.shape;
export const channelUpdateBody = z.strictObject({ ...changed, severity_min: severity, is_on: on });

export const rotationBody = z.strictObject({ grace_hours: secretRotation.shape.graceHours });

export const deliveriesQuery = z.object({
  before: z.uuid().optional().openapi({ description: "Id of a delivery: older ones than it" }),
  limit: z.coerce.number().int().min(1).max(50).default(50),
});
