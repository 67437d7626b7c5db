import { z } from "zod";
import { ALERT_SEVERITIES } from "../findings/index.ts";
import { isOneLine } from "../one-line.ts";
import { holdsToken } from "../tokens/index.ts";

export const CHANNEL_KINDS = ["webhook", "email"] as const;
export type ChannelKind = (typeof CHANNEL_KINDS)[number];

export const CHANNELS_MAX = 20;
export const GRACE_HOURS_MAX = 168;
export const GRACE_HOURS_DEFAULT = 24;
const NAME_CHARACTERS_MAX = 80;
const URL_CHARACTERS_MAX = 2_000;
const QUERY_CHARACTERS_MAX = 2_000;
const RECIPIENTS_MAX = 20;
const DELIVERIES_A_PAGE = 50;

const NO_TOKEN = "holds a token: take it out, and rotate that key";

const name = z
  .string()
  .transform((text) => text.normalize("NFC").trim())
  .pipe(
    z
      .string()
      .min(1, { error: "must not be empty", abort: true })
      .refine((text) => Array.from(text).length <= NAME_CHARACTERS_MAX, {
        error: `has at most ${NAME_CHARACTERS_MAX} characters`,
        abort: true,
      })
      .refine(isOneLine, "must be one line of text")
      .refine((text) => !holdsToken(text), NO_TOKEN),
  );

const url = z
  .string()
  .trim()
  .max(URL_CHARACTERS_MAX)
  .refine((text) => text.isWellFormed() && !text.includes("\0"), { error: "must be whole characters", abort: true })
  .refine((text) => !holdsToken(text), NO_TOKEN);

const query = z
  .string()
  .trim()
  .max(QUERY_CHARACTERS_MAX)
  .refine((text) => text.isWellFormed() && !text.includes("\0"), { error: "must be whole characters", abort: true })
  .refine((text) => !holdsToken(text), NO_TOKEN);

const recipients = z.array(z.email("must be an e-mail address").max(254)).max(RECIPIENTS_MAX);
const severityMin = z.enum(ALERT_SEVERITIES);
const id = z.string().max(100);

/** A webhook has a `url`, a mail channel `recipients`: members who may read alerts. An empty query takes every alert. */
export const channelInput = z.strictObject({
  name,
  kind: z.enum(CHANNEL_KINDS),
  url: url.optional(),
  recipients: recipients.default([]),
  severityMin: severityMin.default("low"),
  query: query.default(""),
  isOn: z.boolean().default(true),
});
export type ChannelInput = z.input<typeof channelInput>;

/** A change; what is absent stays, and so does the kind. */
export const channelUpdate = z.strictObject({
  id,
  name: name.optional(),
  url: url.optional(),
  recipients: recipients.optional(),
  severityMin: severityMin.optional(),
  query: query.optional(),
  isOn: z.boolean().optional(),
});
export type ChannelUpdate = z.input<typeof channelUpdate>;

/** How long both secrets sign; with 0 the old one ends at once. */
export const secretRotation = z.strictObject({
  id,
  graceHours: z.number().int().min(0).max(GRACE_HOURS_MAX).default(GRACE_HOURS_DEFAULT),
});
export type SecretRotation = z.input<typeof secretRotation>;

export const deliveryList = z.strictObject({
  channelId: id,
  /** Id of a delivery: older ones than it. */
  before: z.uuid("must be the id of a delivery").optional(),
  limit: z.number().int().min(1).max(DELIVERIES_A_PAGE).default(DELIVERIES_A_PAGE),
});
export type DeliveryList = z.input<typeof deliveryList>;
