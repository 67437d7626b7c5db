import { z } from "zod";
import { PERMISSIONS } from "../access/index.ts";
import { canonicalAddress } from "../event-format/index.ts";
import { isOneLine } from "../one-line.ts";
import { canonicalBlock } from "../query/index.ts";
import { roleViewInput } from "../roles/index.ts";
import { holdsToken } from "../tokens/index.ts";

// What is written here is sealed for ever and shown to others.
const NO_TOKEN = "holds a token: take it out, and rotate that key";

const oneLine = (max: number) =>
  z
    .string()
    .trim()
    .min(1, { error: "must not be empty", abort: true })
    .max(max, `has at most ${max} characters`)
    .refine(isOneLine, "must be one line of text")
    .refine((value) => !holdsToken(value), NO_TOKEN);

const text = (max: number) =>
  z
    .string()
    .trim()
    .min(1, { error: "must not be empty", abort: true })
    .max(max, `has at most ${max} characters`)
    .refine((value) => !/[\p{Cs}\0]/u.test(value), "must be whole characters")
    .refine((value) => !holdsToken(value), NO_TOKEN);

export const ADDRESSES_MAX = 50;
export const REQUESTS_PER_MINUTE_MAX = 1_000_000;
export const ROWS_PER_DAY_MAX = 10_000_000_000;
export const GRACE_HOURS_MAX = 720;

/** An address or a block, stored as a block: `203.0.113.7` is `203.0.113.7/32`. */
const address = z.string().transform((given, check) => {
  const single = canonicalAddress(given.trim());
  const block = canonicalBlock(single === undefined ? given.trim() : `${single}/${single.includes(":") ? 128 : 32}`);
  if (block && !block.hasHostBits) return block.text;
  check.addIssue({
    code: "custom",
    message: block
      ? `has bits beyond its prefix: the block is ${block.text}`
      : "must be an address or a block such as 203.0.113.0/28",
  });
  return z.NEVER;
});

const keyName = oneLine(100);
const purpose = text(1_000);
const recipient = z
  .string()
  .trim()
  .max(200)
  .refine((value) => value === "" || isOneLine(value), "must be one line of text")
  .refine((value) => !holdsToken(value), NO_TOKEN);
const requestsPerMinute = z.number().int().min(1).max(REQUESTS_PER_MINUTE_MAX);
const rowsPerDay = z.number().int().min(1).max(ROWS_PER_DAY_MAX).nullable();
const rotationDays = z.number().int().min(1).max(3_650).nullable();
const addresses = z
  .array(address)
  .max(ADDRESSES_MAX)
  .transform((blocks) => [...new Set(blocks)]);
const rights = z.array(z.enum(PERMISSIONS)).transform((names) => PERMISSIONS.filter((name) => names.includes(name)));
const { scope, masks } = roleViewInput.shape;
const personId = z.uuid();

/** The requests a minute of a key for which none are given: an application that sends events comes more often than a reader. */
export const REQUESTS_PER_MINUTE_DEFAULT = { ingest: 60_000, provisioning: 600, management: 600 } as const;

/** A new key. What it sees is what `role` and `scope` both show, without `masks`. */
export const createKeyInput = z.object({
  kind: z.enum(["ingest", "provisioning", "management"]),
  name: keyName,
  purpose,
  /** Who gets it: a team, a company, a system. */
  recipient: recipient.default(""),
  /** The member who answers for it; whoever issues it when absent. */
  ownerId: personId.nullish(),
  /** The role that the key acts within; the caller's own when absent, owner for Sealtrail itself. */
  role: oneLine(100).optional(),
  /** All that its kind may hold when absent. */
  permissions: rights.optional(),
  scope: scope.default(null),
  masks: masks.default([]),
  addresses: addresses.default([]),
  requestsPerMinute: requestsPerMinute.optional(),
  rowsPerDay: rowsPerDay.default(null),
  rotationDays: rotationDays.default(null),
  /** Required but for ingest keys, and within what the tenant allows. */
  expiresAt: z.coerce.date().nullish(),
});
export type CreateKeyInput = z.input<typeof createKeyInput>;

/** A change; what is absent stays. `updatedAt`: as it was read, so that nobody overwrites what they have not seen. */
export const updateKeyInput = z.strictObject({
  id: z.string(),
  updatedAt: z.string().nullish(),
  name: keyName.optional(),
  purpose: purpose.optional(),
  recipient: recipient.optional(),
  ownerId: personId.nullable().optional(),
  role: oneLine(100).optional(),
  permissions: rights.optional(),
  scope: scope.optional(),
  masks: masks.optional(),
  addresses: addresses.optional(),
  requestsPerMinute: requestsPerMinute.optional(),
  rowsPerDay: rowsPerDay.optional(),
  rotationDays: rotationDays.optional(),
  expiresAt: z.coerce.date().nullable().optional(),
});
export type UpdateKeyInput = z.input<typeof updateKeyInput>;

const reason = text(500);

export const keyInput = z.strictObject({ id: z.string() });
/** `graceHours`: how long the present secret goes on working; 0 for one that has leaked. */
export const rotateKeyInput = keyInput.extend({
  graceHours: z.number().int().min(0).max(GRACE_HOURS_MAX),
  reason: reason.optional(),
});
export type RotateKeyInput = z.input<typeof rotateKeyInput>;
export const cutSecretInput = keyInput.extend({ reason: reason.optional() });
export const revokeKeyInput = keyInput.extend({ reason });

/** `unusedDays`: null for keys that never suspend themselves. */
export const keyPolicyInput = z.strictObject({
  unusedDays: z.number().int().min(1).max(3_650).nullable(),
  reviewDays: z.number().int().min(1).max(3_650),
});
export type KeyPolicy = z.output<typeof keyPolicyInput>;
