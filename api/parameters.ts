import { z } from "@hono/zod-openapi";

/** `?tenant=<slug>`: only for a signed-in person; a key's tenant is its own. */
export const tenantParameter = z
  .string()
  .optional()
  .openapi({ description: "Slug of the tenant; for signed-in people only" });

export const flag = z
  .enum(["true", "false"])
  .default("false")
  .transform((text) => text === "true");

export const instant = z.iso
  .datetime({ offset: true, error: "must be an RFC 3339 time such as 2026-11-20T00:00:00Z" })
  .transform((text) => new Date(text))
  .optional();

const isTimeZone = (name: string) => {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
};

/** The zone that times in a query are written in. */
export const timeZone = z
  .string()
  .max(100)
  .refine(isTimeZone, "must be the name of a time zone such as Europe/Berlin")
  .default("UTC")
  .openapi({ description: "IANA name of the zone that times in the query are written in" });

/** A size or index of the ledger in plain decimal. */
export const count = z
  .string()
  .regex(/^(0|[1-9]\d{0,14})$/, "must be a whole number")
  .transform(Number);
