import {
  cancelExport,
  createExport,
  createSchedule,
  deleteExportFile,
  deleteSchedule,
  getExport,
  listAllExports,
  listExports,
  listSchedules,
  makeDownloadLink,
  openExportFile,
  previewExport,
  retryExport,
  updateSchedule,
} from "#server/exports/index.ts";
import type { VerbRow } from "./verb-row.ts";

const SCHEDULE = { name: "Each day", period: "daily", hour: 6, format: "csv" } as const;

/** The verbs of exports and their schedules. */
export const EXPORT_VERBS: Record<string, VerbRow> = {
  "exports.cancelExport": {
    needs: "exports.create",
    call: async (context, tenant, things) => cancelExport(context, await things.export(tenant, context)),
    foreign: "not_found",
    scoped: "same",
  },
  "exports.createExport": {
    needs: "exports.create",
    call: (context) => createExport(context, { format: "csv", q: "outcome:success" }),
    foreign: "own",
    scoped: "same",
  },
  "exports.createSchedule": {
    needs: "exports.create",
    call: (context) => createSchedule(context, SCHEDULE),
    foreign: "own",
    scoped: "same",
  },
  "exports.deleteExportFile": {
    needs: "exports.create",
    call: async (context, tenant, things) => deleteExportFile(context, await things.export(tenant, context, "done")),
    foreign: "not_found",
    scoped: "same",
  },
  "exports.deleteSchedule": {
    needs: "exports.create",
    call: async (context, tenant, things) => deleteSchedule(context, { id: await things.schedule(tenant, context) }),
    foreign: "not_found",
    scoped: "same",
  },
  "exports.getExport": {
    needs: "exports.create",
    call: async (context, tenant, things) => getExport(context, await things.export(tenant, context)),
    foreign: "not_found",
    scoped: "same",
  },
  "exports.listAllExports": {
    needs: "exports.manage",
    call: (context) => listAllExports(context),
    foreign: "own",
    scoped: "same",
  },
  "exports.listExports": {
    needs: "exports.create",
    call: (context) => listExports(context),
    foreign: "own",
    scoped: "same",
  },
  "exports.listSchedules": {
    needs: "exports.create",
    call: (context) => listSchedules(context),
    foreign: "own",
    scoped: "same",
  },
  "exports.makeDownloadLink": {
    needs: "exports.create",
    call: async (context, tenant, things) => makeDownloadLink(context, await things.export(tenant, context, "done")),
    foreign: "not_found",
    scoped: "same",
  },
  "exports.openExportFile": {
    needs: "exports.create",
    call: async (context, tenant, things) => openExportFile(context, await things.export(tenant, context, "done")),
    foreign: "not_found",
    scoped: "same",
  },
  "exports.previewExport": {
    needs: "exports.create",
    call: (context) => previewExport(context, { q: "outcome:success" }),
    foreign: "own",
    scoped: "same",
  },
  "exports.retryExport": {
    needs: "exports.create",
    call: async (context, tenant, things) => retryExport(context, await things.export(tenant, context, "failed")),
    foreign: "not_found",
    scoped: "same",
  },
  "exports.updateSchedule": {
    needs: "exports.create",
    call: async (context, tenant, things) =>
      updateSchedule(context, { id: await things.schedule(tenant, context), isPaused: true }),
    foreign: "not_found",
    scoped: "same",
  },
};
