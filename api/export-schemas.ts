import { z } from "@hono/zod-openapi";
import {
  EXPORT_FORMATS,
  exportInput,
  PERIODS,
  scheduleInput,
  scheduleUpdate,
  selectionInput,
} from "#server/exports/index.ts";

const time = z.string().openapi({ format: "date-time" });
const rowsMax = z.number().int().nullable().openapi({ description: "The most rows that the format takes" });
const list = {
  query: z.string(),
  order: z.enum(["newest", "oldest"]),
  reads: z.enum(["show", "hide"]),
  time_zone: z.string(),
  columns: z.array(z.string()),
};

export const exportAnswer = z.object({
  id: z.string(),
  state: z.enum(["queued", "running", "done", "failed", "cancelled", "expired"]),
  format: z.enum(EXPORT_FORMATS),
  ...list,
  from: time.nullable(),
  to: time.nullable(),
  masks: z.array(z.string()).openapi({ description: "Paths that its maker did not see" }),
  maker: z.object({ type: z.enum(["user", "key"]), id: z.string(), name: z.string() }),
  is_own: z.boolean(),
  can_download: z.boolean(),
  schedule_id: z.string().nullable(),
  rows_done: z.number().int(),
  rows_expected: z.number().int().nullable(),
  is_lower_bound: z.boolean().openapi({ description: "There may be more rows than were counted" }),
  rows_max: rowsMax,
  is_cut: z.boolean().openapi({ description: "There were more rows than the format takes" }),
  remarks: z.array(z.string()),
  bytes: z.number().int().nullable(),
  sha256: z.string().nullable(),
  file_name: z.string(),
  evidence: z
    .object({
      mode: z.enum(["range", "rows"]),
      is_complete: z.boolean(),
      seq_from: z.number().int(),
      seq_to: z.number().int(),
      left_out: z.number().int(),
      withheld: z.number().int(),
      size: z.number().int(),
    })
    .nullable(),
  failure: z.object({ code: z.string(), message: z.string() }).nullable(),
  mail: z.object({ to: z.array(z.string()), state: z.enum(["waiting", "mailed", "failed"]) }).nullable(),
  created_at: time,
  started_at: time.nullable(),
  finished_at: time.nullable(),
  expires_at: time.nullable(),
});

export const previewAnswer = z.object({
  rows: z.number().int(),
  is_lower_bound: z.boolean(),
  ledger_size: z.number().int(),
  masks: z.array(z.string()),
  formats: z.array(z.object({ format: z.enum(EXPORT_FORMATS), extension: z.string(), rows_max: rowsMax })),
  days: z.number().int().openapi({ description: "How long a finished file is kept" }),
});

export const scheduleAnswer = z.object({
  id: z.string(),
  name: z.string(),
  period: z.enum(PERIODS),
  hour: z.number().int(),
  format: z.enum(EXPORT_FORMATS),
  ...list,
  recipients: z.array(z.string()),
  owner: z.object({ id: z.string(), name: z.string().nullable() }),
  is_own: z.boolean(),
  is_paused: z.boolean(),
  next_at: time,
  fault: z.string().nullable(),
  created_at: time,
  updated_at: time,
});

const { timeZone: zone } = selectionInput.shape;
const instant = z.string().openapi({ format: "date-time" }).optional();

// Times are read by the verbs' own schemas; here they are described as what is sent.
export const exportBody = z
  .strictObject({ ...exportInput.shape })
  .omit({ timeZone: true })
  .extend({ from: instant, to: instant, time_zone: zone });
export const previewBody = selectionInput
  .omit({ timeZone: true })
  .extend({ from: instant, to: instant, time_zone: zone });
export const scheduleBody = scheduleInput.omit({ timeZone: true }).extend({ time_zone: scheduleInput.shape.timeZone });
export const scheduleUpdateBody = scheduleUpdate
  .omit({ id: true, timeZone: true, isPaused: true })
  .extend({ time_zone: scheduleUpdate.shape.timeZone, is_paused: scheduleUpdate.shape.isPaused });
