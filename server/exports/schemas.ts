import { z } from "zod";
import { isOneLine } from "../one-line.ts";
import { timeZone } from "../tenants/index.ts";
import { holdsToken } from "../tokens/index.ts";

/** What an export can be: files of the formats, and the evidence bundle. */
export const EXPORT_FORMATS = ["csv", "xlsx", "parquet", "ndjson", "json", "pdf", "evidence", "ocsf", "cef"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export const STATES = ["queued", "running", "done", "failed", "cancelled", "expired"] as const;
export type ExportState = (typeof STATES)[number];

export const PERIODS = ["daily", "weekly", "monthly"] as const;
export type Period = (typeof PERIODS)[number];

const QUERY_CHARACTERS_MAX = 2_000;
const RECIPIENTS_MAX = 20;
const NAME_CHARACTERS_MAX = 80;

const instant = z.iso
  .datetime({ offset: true, error: "must be an RFC 3339 time such as 2026-11-20T00:00:00Z" })
  .transform((text) => new Date(text));

/** Which events, and how they stand in the file: what the Events page shows. */
const listShape = {
  q: z
    .string()
    .max(QUERY_CHARACTERS_MAX)
    .refine((text) => text.isWellFormed() && !text.includes("\0"), { error: "must be whole characters", abort: true })
    .refine((text) => !holdsToken(text), "holds a token: take it out, and rotate that key")
    .default(""),
  order: z.enum(["newest", "oldest"]).default("newest"),
  reads: z.enum(["show", "hide"]).default("show"),
  timeZone: timeZone.default("UTC"),
  columns: z.array(z.string().max(220)).max(60).default(["time", "event", "outcome", "from"]),
};
const format = z.enum(EXPORT_FORMATS);

const shape = { format, ...listShape, from: instant.optional(), to: instant.optional() };
export const selectionInput = z.strictObject({ ...shape, format: format.optional() });
export type SelectionInput = z.input<typeof selectionInput>;

/** What an export is asked for with; columns as the events table names them, `from` included, `to` not. */
export const exportInput = z
  .strictObject(shape)
  // What is no time has been named already.
  .refine(({ from, to }) => !(from instanceof Date && to instanceof Date) || from < to, {
    path: ["to"],
    error: "must be later than from",
  });
export type ExportInput = z.input<typeof exportInput>;
export type ExportRequest = Omit<z.output<typeof exportInput>, "format">;

const scheduleName = z
  .string()
  .transform((text) => text.normalize("NFC").trim())
  .pipe(
    z
      .string()
      .min(1, { error: "must not be empty", abort: true })
      .max(NAME_CHARACTERS_MAX)
      .refine(isOneLine, "must be one line of text")
      .refine((text) => !holdsToken(text), "holds a token: take it out, and rotate that key"),
  );

/** A standing order; `hour` is of the day in `timeZone`, `recipients` are addresses of members. */
export const scheduleInput = z.strictObject({
  name: scheduleName,
  period: z.enum(PERIODS),
  hour: z.number().int().min(0).max(23),
  format,
  ...listShape,
  recipients: z.array(z.email("must be an e-mail address")).max(RECIPIENTS_MAX).default([]),
});
export type ScheduleInput = z.input<typeof scheduleInput>;

/** What is absent stays. */
export const scheduleUpdate = z.strictObject({
  id: z.string(),
  isPaused: z.boolean().optional(),
  name: scheduleName.optional(),
  period: z.enum(PERIODS).optional(),
  hour: z.number().int().min(0).max(23).optional(),
  format: format.optional(),
  q: listShape.q.removeDefault().optional(),
  order: listShape.order.removeDefault().optional(),
  reads: listShape.reads.removeDefault().optional(),
  timeZone: listShape.timeZone.removeDefault().optional(),
  columns: listShape.columns.removeDefault().optional(),
  recipients: z.array(z.email("must be an e-mail address")).max(RECIPIENTS_MAX).optional(),
});
export type ScheduleUpdate = z.input<typeof scheduleUpdate>;
