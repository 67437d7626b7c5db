import { z } from "zod";
import { timeZone } from "../tenants/index.ts";
import { OVERVIEW_RANGES } from "./overview.ts";

export const overviewInput = z.strictObject({
  range: z.enum(OVERVIEW_RANGES).default("7d"),
  /** IANA name; the tenant's own when absent. */
  timeZone: timeZone.optional(),
});
export type OverviewInput = z.input<typeof overviewInput>;
