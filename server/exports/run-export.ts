import { rename, rm } from "node:fs/promises";
import { inTenant, systemContext } from "../access/index.ts";
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

/** The file gets its name, then the row says that it is there. Throws JobLost. */
async function publish({ row, context, leaseId }: Job, totals: WrittenFile): Promise<void> {
  await rename(partOf(row, leaseId), pathOf(row));
  const now = runtime().clock.now();
  const isDone = await inTenant(context, "exports.create", async (tx) => {
    const { count } = await tx.db.export.updateMany({
      where: { tenantId: row.tenantId, id: row.id, leaseId, state: "running" },
      data: {
        state: "done",
        rowsDone: totals.rows,
        bytes: totals.bytes,
        sha256: totals.sha256,
        isCut: totals.isCut,
        remarks: totals.remarks,
        finishedAt: now,
        expiresAt: new Date(now.getTime() + FILE_DAYS * DAY_MS),
        leaseUntil: null,
        leaseId: null,
        ...(row.mailTo.length > 0 ? { mailState: "waiting", mailNextAt: now } : {}),
      },
    });
    if (count === 0) return false;
    const done = await tx.db.export.findUniqueOrThrow({
      where: { tenantId_id: { tenantId: row.tenantId, id: row.id } },
    });
    tx.record("export.completed", {
      targets: [targetOfExport(done)],
      metadata: {
        ...trailOfExport(done),
        ...(totals.isCut ? { is_cut: true } : {}),
        ...(totals.remarks.length > 0 ? { remarks: totals.remarks } : {}),
      },
    });
    return true;
  });
  if (!isDone) {
    await discard(row);
    throw new JobLost();
  }
  await removeOldParts(row);
}

const upkeepOf = (tenantId: string) => systemContext(tenantId, "exports", ["exports.manage"]);

/** Takes the file away again, unless another worker has finished the export: its file has the same bytes. */
async function discard(row: ExportRow): Promise<void> {
  const now = await inTenant(upkeepOf(row.tenantId), "exports.manage", (tx) =>
    tx.db.export.findUnique({ where: { tenantId_id: { tenantId: row.tenantId, id: row.id } } }),
  );
  if (now?.state !== "done") await rm(pathOf(row), { force: true });
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
