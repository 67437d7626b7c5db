import { z } from "zod";
import { timeZone } from "../tenants/index.ts";
import { SUBJECT_KINDS } from "./anomalies.ts";

const id = z
  .string()
  .min(1)
  .max(1_000)
  .refine((text) => text.isWellFormed() && !text.includes("\0"), "must be whole characters");
/** From is included, to is not; both are widened to whole quarters of an hour. */
const range = { from: z.date(), to: z.date(), timeZone: timeZone.optional() };

export const seriesInput = z.strictObject({
  /** `id` is needed but for `tenant`; of `denied_share` it is an actor's id, or absent for everybody. */
  subject: z.strictObject({ kind: z.enum(SUBJECT_KINDS), id: id.optional() }),
  ...range,
});
export type SeriesInput = z.input<typeof seriesInput>;

export const heatMapInput = z.strictObject({
  actorId: id,
  ...range,
  from: z.date().optional(),
  to: z.date().optional(),
});
export type HeatMapInput = z.input<typeof heatMapInput>;

export const placesInput = z.strictObject({ actorId: id.optional(), from: z.date(), to: z.date() });
export type PlacesInput = z.input<typeof placesInput>;

export const risersInput = z.strictObject(range);
export type RisersInput = z.input<typeof risersInput>;
