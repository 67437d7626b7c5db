import { inTenant, type TenantContext } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { uuidv7 } from "../ids.ts";
import { viewForm } from "../query/index.ts";
import { runtime } from "../runtime.ts";
import { type ExportRow, viewOfRow } from "./export-rows.ts";
import { rightsFor } from "./export-rules.ts";
import { contextOfMaker } from "./maker.ts";
import { upkeepOf } from "./upkeep.ts";

/** How long a worker may be silent before another takes its export over. */
export const LEASE_MS = 15_000;
/** A job says how far it is, and finds out whether it may go on, this often at most. */
export const SAVED_MS = 1_000;
/** How much of a text may have to be made again after a crash. */
const SYNCED_MS = 5_000;
const ATTEMPTS_MAX = 20;

/** Where a text file goes on: everything before is on the disk, in the part of the lease `part`. */
export interface SavedPosition {
  at: { occurredAtMs: number; seq: number } | null;
  rows: number;
  bytes: number;
  part: string;
}

/** Why an export ends without a file: `code` for programs, the message for its maker. */
export class ExportFailure extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "ExportFailure";
    this.code = code;
  }
}

/** The export was cancelled or is another worker's by now: what this one made of it is nobody's. */
export class JobLost extends Error {}

/** The worker is about to stop: the next one goes on. */
export class JobStopped extends Error {}

export interface Job {
  row: ExportRow;
  /** Whoever asked for it, with its rights by now. */
  context: TenantContext;
  leaseId: string;
  /** A second has passed since something was saved. */
  isSaveDue(): boolean;
  /** Some seconds have passed since a position was saved, for which the disk must have what was written; or the worker is about to stop. */
  isSyncDue(): boolean;
  /** Stores how far it is. Throws JobLost, JobStopped, or ExportFailure when its maker has lost the right meanwhile. */
  save(progress: { rows: number; position?: SavedPosition }): Promise<void>;
}

const originOf = (id: string) => ({ requestId: id, via: "job" as const });

/** Takes an export that waits, or whose worker is gone; undefined when another has it. Over the primary key; locks the row for an instant. */
export async function claimExport(
  tenantId: string,
  id: string,
): Promise<{ row: ExportRow; leaseId: string } | undefined> {
  const now = runtime().clock.now();
  const leaseId = uuidv7(now.getTime());
  return inTenant(upkeepOf(tenantId), "exports.manage", async (tx) => {
    const claimed = await tx.run<{ id: string }>(
      `UPDATE export SET state = 'running', attempts = attempts + 1, lease_id = $3::uuid, lease_until = $4::timestamptz,
              started_at = COALESCE(started_at, $5::timestamptz)
        WHERE tenant_id = $1::uuid AND id = $2::uuid AND (state = 'queued' OR (state = 'running' AND lease_until < $5::timestamptz))
        RETURNING id`,
      [tenantId, id, leaseId, new Date(now.getTime() + LEASE_MS), now],
    );
    if (claimed.length === 0) return undefined;
    return { row: await tx.db.export.findUniqueOrThrow({ where: { tenantId_id: { tenantId, id } } }), leaseId };
  });
}

/** The job of a claimed export. Throws ExportFailure where its maker may not have it any more, or it failed too often. */
export async function openJob(row: ExportRow, leaseId: string, isStopping: () => boolean): Promise<Job> {
  if (row.attempts > ATTEMPTS_MAX)
    throw new ExportFailure(
      "gave_up",
      `It was begun ${ATTEMPTS_MAX} times and never came to its end: an operator must look into it.`,
    );
  const context = await demandMaker(row);
  let savedMs = performance.now();
  let syncedMs = savedMs;
  return {
    row,
    context,
    leaseId,
    isSaveDue: () => performance.now() - savedMs >= SAVED_MS || isStopping(),
    isSyncDue: () => performance.now() - syncedMs >= SYNCED_MS || isStopping(),
    async save({ rows, position }) {
      savedMs = performance.now();
      if (position) syncedMs = savedMs;
      await demandMaker(row);
      const stopping = isStopping();
      const untilMs = runtime().clock.now().getTime() + (stopping ? -1 : LEASE_MS);
      const saved = await inTenant(upkeepOf(row.tenantId), "exports.manage", (tx) =>
        tx.run(
          `UPDATE export SET rows_done = $4::bigint, lease_until = $5::timestamptz, position = COALESCE($6::jsonb, position)
            WHERE tenant_id = $1::uuid AND id = $2::uuid AND lease_id = $3::uuid AND state = 'running' RETURNING id`,
          [row.tenantId, row.id, leaseId, rows, new Date(untilMs), position ? JSON.stringify(position) : null],
        ),
      );
      if (saved.length === 0) throw new JobLost();
      if (stopping) throw new JobStopped();
    },
  };
}

async function demandMaker(row: ExportRow): Promise<TenantContext> {
  const context = await contextOfMaker(row.tenantId, { type: row.makerType, id: row.makerId }, originOf(row.id));
  if (!context || context.bar || !rightsFor(row.format).every((right) => context.permissions.has(right)))
    throw new ExportFailure("forbidden", "Whoever asked for it may not export any more.");
  if (viewForm(context.view) !== viewForm(viewOfRow(row)))
    throw new ExportFailure("view_changed", "What its maker may see has changed since it was asked for: export anew.");
  return context;
}

/** Stores what of the row the worker alone decides, if the export is still its own; else throws JobLost. */
export async function storeForJob(job: Pick<Job, "row" | "leaseId">, evidence: object): Promise<void> {
  const { row, leaseId } = job;
  const stored = await inTenant(upkeepOf(row.tenantId), "exports.manage", (tx) =>
    tx.run(
      `UPDATE export SET evidence = $4::jsonb
        WHERE tenant_id = $1::uuid AND id = $2::uuid AND lease_id = $3::uuid AND state = 'running' RETURNING id`,
      [row.tenantId, row.id, leaseId, JSON.stringify(evidence)],
    ),
  );
  if (stored.length === 0) throw new JobLost();
}

/** Gives an export back after an outage: it is tried again after a while. */
export async function releaseExport({ tenantId, id }: ExportRow, leaseId: string, afterMs: number): Promise<void> {
  const until = new Date(runtime().clock.now().getTime() + afterMs);
  await inTenant(upkeepOf(tenantId), "exports.manage", (tx) =>
    tx.run(
      "UPDATE export SET lease_until = $4::timestamptz WHERE tenant_id = $1::uuid AND id = $2::uuid AND lease_id = $3::uuid AND state = 'running'",
      [tenantId, id, leaseId, until],
    ),
  );
}

/** What went wrong, as its maker may read it; undefined for what may pass if it is tried again. */
export function failureOf(error: unknown, attempts: number): ExportFailure | undefined {
  if (error instanceof ExportFailure) return error;
  if (error instanceof AppError && ["invalid", "forbidden", "too_large"].includes(error.code))
    return new ExportFailure(error.code, error.message, { cause: error });
  const code = (error as NodeJS.ErrnoException).code;
  if (code === "ENOSPC" || code === "EDQUOT")
    return new ExportFailure(
      "disk_full",
      "The disk of the server is full: nothing of the file was kept. Retry when an operator has made room, or export less.",
      { cause: error },
    );
  if (code === "EACCES" || code === "EROFS" || code === "EIO")
    return new ExportFailure("storage", "The server cannot write its data directory: an operator must look into it.", {
      cause: error,
    });
  return attempts < RETRIES_MAX
    ? undefined
    : new ExportFailure("internal", "It failed again and again: an operator must look into it.", { cause: error });
}

const RETRIES_MAX = 5;
