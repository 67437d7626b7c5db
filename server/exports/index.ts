export { cancelExport, deleteExportFile, retryExport } from "./change-export.ts";
export { EXPORT_COLUMNS, type ExportColumn } from "./columns.ts";
export { createExport, UNFINISHED_MAX } from "./create-export.ts";
export type { EvidenceFacts, Export } from "./export-rows.ts";
export { EVIDENCE_ROWS_MAX, FILE_DAYS } from "./export-rules.ts";
export { defused } from "./formats/cells.ts";
export { type ExportList, getExport, listAllExports, listExports } from "./list-exports.ts";
export { type DownloadLink, type ExportFile, makeDownloadLink, openDownloadLink, openExportFile } from "./open-file.ts";
export { type ExportPreview, previewExport } from "./preview-export.ts";
export { runExport } from "./run-export.ts";
export {
  createSchedule,
  deleteSchedule,
  type ExportSchedule,
  listSchedules,
  updateSchedule,
} from "./schedules.ts";
export {
  EXPORT_FORMATS,
  type ExportFormat,
  type ExportInput,
  type ExportState,
  exportInput,
  PERIODS,
  type Period,
  type ScheduleInput,
  type SelectionInput,
  scheduleInput,
  scheduleUpdate,
  selectionInput,
} from "./schemas.ts";
export { removeStrayFiles, sweepExports, type WaitingExport } from "./sweep-exports.ts";
