import { z } from "@hono/zod-openapi";
import { tenantParameter } from "./parameters.ts";

/** What the routes of counts share: they are for keys whose role and own scope hide nothing. */
export const who = { keys: "provisioning" } as const;
export const errors: (401 | 403 | 422 | 429 | 503)[] = [401, 403, 422, 429, 503];
export const tenant = { tenant: tenantParameter };
export const time_zone = z
  .string()
  .max(100)
  .optional()
  .openapi({ description: "IANA name of the zone whose clock is followed; the tenant's own when absent" });

/** The members of a request that were given, as verbs take them. */
export const given = <T extends object>(input: T) =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as {
    [Name in keyof T]: Exclude<T[Name], undefined>;
  };

export const answer = <Schema extends z.ZodType>(description: string, schema: Schema) => ({
  status: 200 as const,
  description,
  content: { "application/json": schema },
});

export const time = z.string().openapi({ format: "date-time" });
export const whole = z.number().int();
export const name = z.string().nullable();
export const range = { from: time, to: time };

/** A question to the list of events whose answer is what the number beside it counts. */
export const eventLink = z
  .object({ q: z.string(), reads: z.enum(["hide", "show"]), from: time.nullable(), to: time.nullable() })
  .openapi({
    description: "The parameters of /api/v1/events that find just the events that are counted; null is to be left out",
  });
/** Null where the query would be longer than is read. */
export const numberLink = eventLink.nullable();
export const freshness = {
  counted_to: whole.openapi({ description: "Every event before this seq is counted" }),
  ledger_size: whole,
  is_behind: z
    .boolean()
    .openapi({ description: "The oldest event that is not counted has waited for more than ten seconds" }),
};
export const isLowerBound = z
  .boolean()
  .openapi({ description: "Values were let go for their number: there are at least so many" });
