import { z } from "zod";
import { isOneLine } from "../one-line.ts";

const isTimeZone = (name: string) => {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone.length > 0;
  } catch {
    return false;
  }
};

export const timeZone = z
  .string()
  .max(64)
  .refine((name) => /^[A-Za-z]/.test(name) && isTimeZone(name), "must be a time zone such as Europe/Berlin");

export const tenantName = z
  .string()
  .trim()
  .min(1, { error: "must not be empty", abort: true })
  .max(100)
  .refine(isOneLine, "must be one line of text");

export const tenantSlug = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "must be lower-case letters, digits and hyphens, at most 63");

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, "must be a time such as 09:00");
const span = z
  .tuple([time, time])
  .refine(
    ([from, to]) => from < to,
    "must end after it begins; a night is two spans, 22:00 to 24:00 and 00:00 to 06:00",
  );
const day = z
  .array(span)
  .max(4)
  .refine(
    (spans) => spans.every((one, i) => i === 0 || spans[i - 1]![1] <= one[0]),
    "spans must follow each other without overlap",
  );

export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** `{"mon": [["09:00", "17:00"]], ...}` in the tenant's time zone; no span is a free day. */
export const businessHours = z.strictObject({ mon: day, tue: day, wed: day, thu: day, fri: day, sat: day, sun: day });
export type BusinessHours = z.output<typeof businessHours>;

const holiday = z.strictObject({ date: z.iso.date("must be a date such as 2026-12-25"), name: tenantName });
export const holidays = z
  .array(holiday)
  .max(500)
  .refine((list) => new Set(list.map((one) => one.date)).size === list.length, "must name each date once");
export type Holiday = z.output<typeof holiday>;

const most = (max: number) => z.number().int().min(1).max(max);

/** What operators set; absent means the default. */
export const tenantLimits = z.strictObject({
  members: most(100_000).optional(),
  roles: most(1_000).optional(),
  keys: most(100_000).optional(),
  keyDays: most(3_650).optional(),
});
export type TenantLimits = z.output<typeof tenantLimits>;
export const LIMITS_DEFAULT = { members: 1_000, roles: 100, keys: 1_000, keyDays: 365 } as const;

export const tenantUpdate = z.strictObject({
  name: tenantName.optional(),
  timeZone: timeZone.optional(),
  businessHours: businessHours.optional(),
  holidays: holidays.optional(),
});
export type TenantUpdate = z.input<typeof tenantUpdate>;

export const tenantSecurity = z.strictObject({
  secondFactorRequired: z.boolean(),
  sessionIdleMinutes: z.number().int().min(5).max(43_200),
  sessionHours: z.number().int().min(1).max(720),
});
export type TenantSecurity = z.output<typeof tenantSecurity>;
