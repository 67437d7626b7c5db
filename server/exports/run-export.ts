import { rename, rm } from "node:fs/promises";
import { inTenant } from "../access/index.ts";
import { log } from "../log.ts";
import { runtime } from "../runtime.ts";
import { writeBundle } from "./evidence/write-bundle.ts";
import { type ExportRow, targetOfExport, trailOfExport } from "./export-rows.ts";
import { FILE_DAYS } from "./export-rules.ts";
import { partOf, pathOf } from "./files.ts";
import { FILE_FORMATS } from "./formats/index.ts";
import {
  claimExport,
  type ExportFailure,
  failureOf,
  type Job,
  JobLost,
  JobStopped,
  openJob,
  releaseExport,
} from "./job.ts";
import type { ExportFormat } from "./schemas.ts";
import { upkeepOf } from "./upkeep.ts";
import { removeOldParts, type WrittenFile, writeFile } from "./write-file.ts";

const DAY_MS = 86_400_000;
const RETRY_MS = 5_000;

/**
 * Makes an export that waits, or goes on with one whose worker is gone; does nothing where another worker has it. It ends as done with its whole
 * file, or as failed with the reason and no file; or goes back to waiting when this worker stops or the database is out of reach.
 */
export async function runExport(tenantId: string, id: string, isStopping: () => boolean): Promise<void> {
  const claimed = await claimExport(tenantId, id);
  if (!claimed) return;
  const { row, leaseId } = claimed;
  try {
    const job = await openJob(row, leaseId, isStopping);
    const totals = await write(job);
    await publish(job, totals);
  } catch (error) {
    await end(row, leaseId, error);
  }
}

const write = (job: Job): Promise<WrittenFile> =>
  job.row.format === "evidence"
    ? writeBundle(job)
    : writeFile(job, FILE_FORMATS[job.row.format as Exclude<ExportFormat, "evidence">]);

/**
 * Names the file and says that it is there, in one transaction that holds the row: whoever lost the export meanwhile throws JobLost and names nothing.
 * After a crash in between the row is still running, and the next attempt names the same file anew.
 */
async function publish({ row, context, leaseId }: Job, file: WrittenFile): Promise<void> {
  const now = runtime().clock.now();
  let isNamed = false;
  await inTenant(context, "exports.create", async (tx) => {
    const held = await tx.run(
      "SELECT id FROM export WHERE tenant_id = $1::uuid AND id = $2::uuid AND lease_id = $3::uuid AND state = 'running' FOR NO KEY UPDATE",
      [row.tenantId, row.id, leaseId],
    );
    if (held.length === 0) throw new JobLost();
    // The work may run again, where the ledger wants fresh stamps.
    if (!isNamed) await rename(partOf(row, leaseId), pathOf(row));
    isNamed = true;
    const done = await tx.db.export.update({
      where: { tenantId_id: { tenantId: row.tenantId, id: row.id } },
      data: {
        state: "done",
        rowsDone: file.rows,
        bytes: file.bytes,
        sha256: file.sha256,
        isCut: file.isCut,
        remarks: file.remarks,
        finishedAt: now,
        expiresAt: new Date(now.getTime() + FILE_DAYS * DAY_MS),
        leaseUntil: null,
        leaseId: null,
        ...(row.mailTo.length > 0 ? { mailState: "waiting", mailNextAt: now } : {}),
      },
    });
    tx.record("export.completed", {
      targets: [targetOfExport(done)],
      metadata: {
        ...trailOfExport(done),
        ...(file.isCut ? { is_cut: true } : {}),
        ...(file.remarks.length > 0 ? { remarks: file.remarks } : {}),
      },
    });
  });
  await removeOldParts(row);
}

async function end(row: ExportRow, leaseId: string, error: unknown): Promise<void> {
  // Of a worker that stops the part stays: the next one goes on with it.
  if (error instanceof JobStopped) return;
  if (error instanceof JobLost) return rm(partOf(row, leaseId), { force: true });
  const failure = failureOf(error, row.attempts);
  const context = { tenant: row.tenantId, export: row.id };
  if (!failure) {
    log.error({ err: error, ...context }, "an export was interrupted; it is tried again");
    await releaseExport(row, leaseId, RETRY_MS * row.attempts).catch(() => {});
    return;
  }
  log.warn({ err: failure, ...context }, "an export failed");
  await fail(row, leaseId, failure);
}

async function fail(row: ExportRow, leaseId: string, { code, message }: ExportFailure): Promise<void> {
  await inTenant(upkeepOf(row.tenantId), "exports.manage", async (tx) => {
    const { count } = await tx.db.export.updateMany({
      where: { tenantId: row.tenantId, id: row.id, leaseId, state: "running" },
      data: {
        state: "failed",
        failure: { code, message },
        finishedAt: runtime().clock.now(),
        leaseUntil: null,
        leaseId: null,
      },
    });
    if (count > 0)
      tx.record("export.failed", {
        outcome: "failure",
        targets: [targetOfExport(row)],
        description: message,
        metadata: { ...trailOfExport(row), reason: code },
      });
  });
  await removeOldParts(row).catch(() => {});
}
