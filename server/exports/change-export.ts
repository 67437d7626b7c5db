import { inTenant, type TenantContext } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { runtime } from "../runtime.ts";
import { type Export, exportOf, findExport, targetOfExport, trailOfExport } from "./export-rows.ts";
import { removeFiles } from "./files.ts";

/** Ends an export that waits or runs; nothing of its file is left. AppError `conflict` for one that has ended. */
export async function cancelExport(context: TenantContext, id: string): Promise<Export> {
  const row = await inTenant(context, "exports.create", async (tx) => {
    const found = await findExport(tx, context, id, { lock: true });
    if (found.state !== "queued" && found.state !== "running")
      throw new AppError("conflict", `This export is ${wordOf(found.state)}: there is nothing to cancel.`);
    const where = { tenantId_id: { tenantId: tx.tenantId, id: found.id } };
    const data = { state: "cancelled", finishedAt: runtime().clock.now(), leaseUntil: null, leaseId: null };
    const changed = await tx.db.export.update({ where, data });
    tx.record("export.cancelled", {
      targets: [targetOfExport(changed)],
      metadata: { ...trailOfExport(changed), rows_done: Number(changed.rowsDone) },
    });
    return changed;
  });
  await removeFiles(row);
  return exportOf(context, row);
}

/** Begins one anew that failed or was cancelled, of the same events. AppError `conflict` for any other. */
export async function retryExport(context: TenantContext, id: string): Promise<Export> {
  return inTenant(context, "exports.create", async (tx) => {
    const found = await findExport(tx, context, id, { lock: true });
    if (found.state !== "failed" && found.state !== "cancelled")
      throw new AppError(
        "conflict",
        `This export is ${wordOf(found.state)}: only one that failed or was cancelled begins anew.`,
      );
    // Over the primary key; the row is locked.
    await tx.run(
      `UPDATE export SET state = 'queued', failure = NULL, finished_at = NULL, started_at = NULL, attempts = 0, rows_done = 0,
              position = NULL, evidence = NULL, is_cut = false, remarks = '{}', lease_until = NULL, lease_id = NULL
        WHERE tenant_id = $1::uuid AND id = $2::uuid`,
      [tx.tenantId, found.id],
    );
    tx.record("export.retried", { targets: [targetOfExport(found)], metadata: trailOfExport(found) });
    return exportOf(context, await findExport(tx, context, id));
  });
}

/** Deletes the file of a finished export at once; what was exported by whom stays known. AppError `conflict` for one without a file. */
export async function deleteExportFile(context: TenantContext, id: string): Promise<Export> {
  const row = await inTenant(context, "exports.create", async (tx) => {
    const found = await findExport(tx, context, id, { lock: true });
    if (found.state !== "done")
      throw new AppError("conflict", `This export is ${wordOf(found.state)}: it has no file.`);
    const where = { tenantId_id: { tenantId: tx.tenantId, id: found.id } };
    const changed = await tx.db.export.update({
      where,
      data: { state: "expired", expiresAt: runtime().clock.now() },
    });
    tx.record("export.deleted", { targets: [targetOfExport(changed)], metadata: trailOfExport(changed) });
    return changed;
  });
  await removeFiles(row);
  return exportOf(context, row);
}

const WORDS: Record<string, string> = {
  queued: "waiting to be made",
  running: "being made",
  done: "done",
  failed: "failed already",
  cancelled: "cancelled already",
  expired: "expired: its file is deleted",
};
const wordOf = (state: string) => WORDS[state] ?? state;
