import { z } from "zod";
import { timeZone } from "../tenants/index.ts";

export const SECRET_FILTERS = ["all", "overdue", "soon", "unused", "outside", "never_rotated"] as const;
export const SECRET_SORTS = ["due", "name", "last_read", "reads", "readers"] as const;

/** Text that PostgreSQL can hold. */
const words = (max: number) =>
  z
    .string()
    .max(max)
    .refine((text) => text.isWellFormed() && !text.includes("\0"), "must be whole characters");
const type = words(1_000).min(1);
const id = words(1_000).min(1);
const days = z.number().int().min(1).max(3_650);
const listed = {
  filter: z.enum(SECRET_FILTERS).default("all"),
  sort: z.enum(SECRET_SORTS).default("due"),
  /** Part of the id or name, whatever its case. */
  text: words(200).default(""),
  environment: words(1_000).optional(),
};

export const listSecretsInput = z.strictObject({
  ...listed,
  /** How many to skip: at most 10,000 secrets are kept. */
  offset: z.number().int().min(0).max(10_000).default(0),
  limit: z.number().int().min(1).max(200).default(50),
});
export type ListSecretsInput = z.input<typeof listSecretsInput>;

export const exportSecretsInput = z.strictObject(listed);
export type ExportSecretsInput = z.input<typeof exportSecretsInput>;

export const getSecretInput = z.strictObject({ type, id, timeZone: timeZone.optional() });
export type GetSecretInput = z.input<typeof getSecretInput>;

export const listRotationsInput = z.strictObject({ timeZone: timeZone.optional() });
export type ListRotationsInput = z.input<typeof listRotationsInput>;

const periods = z
  .record(words(200).min(1).toLowerCase(), days.nullable())
  .refine((record) => Object.keys(record).length <= 50, "must have at most 50 entries");
const clear = z
  .string()
  .regex(/^[A-Za-z0-9._:/-]{1,40}$/, "must be 1 to 40 of A-Z a-z 0-9 . _ : / -")
  .toLowerCase();
export const secretPolicy = z.strictObject({
  defaultDays: days.nullable(),
  byType: periods,
  byEnvironment: periods,
  unusedDays: days,
  includesUnused: z.boolean(),
  guardedEnvironments: z.array(clear).max(10),
  followsLog: z.boolean(),
  alerts: z.boolean(),
  types: z.array(clear).max(10),
  actions: z.array(clear).max(10),
});
export type SecretPolicy = z.output<typeof secretPolicy>;

export const updateSecretPolicyInput = secretPolicy.partial();
export type UpdateSecretPolicyInput = z.input<typeof updateSecretPolicyInput>;

/** A period of one secret's own; `rotationDays` null: it is not to be rotated. `override` null: the policy holds again. */
export const setSecretOverrideInput = z.strictObject({
  type,
  id,
  override: z.strictObject({ rotationDays: days.nullable(), note: words(500).trim().default("") }).nullable(),
});
export type SetSecretOverrideInput = z.input<typeof setSecretOverrideInput>;
