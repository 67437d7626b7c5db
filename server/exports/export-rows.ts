import type { TenantContext, TenantTransaction } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { isUuid } from "../ids.ts";
import { type View, viewCovers } from "../query/index.ts";
import type { ExportFormat, ExportRequest, ExportState } from "./schemas.ts";

/** What the signed manifest of an evidence bundle says of its events. */
export interface EvidenceFacts {
  mode: "range" | "rows";
  /** No seq of [seqFrom, seqTo) is missing. */
  isComplete: boolean;
  seqFrom: number;
  seqTo: number;
  leftOut: number;
  withheld: number;
  /** Events under the checkpoint. */
  size: number;
}

/** An export as its reader sees it; times are RFC 3339. */
export interface Export {
  id: string;
  state: ExportState;
  format: ExportFormat;
  query: string;
  from: string | null;
  to: string | null;
  order: "newest" | "oldest";
  reads: "show" | "hide";
  timeZone: string;
  columns: string[];
  /** Paths that its maker did not see. */
  masks: string[];
  maker: { type: "user" | "key"; id: string; name: string };
  isOwn: boolean;
  /** The reader sees all that is in it, so that the file is for it too. */
  canDownload: boolean;
  scheduleId: string | null;
  rowsDone: number;
  /** Counted when it was asked for; null where counting took too long. */
  rowsExpected: number | null;
  /** There may be more than were counted. */
  isLowerBound: boolean;
  /** The most rows that the format takes. */
  rowsMax: number | null;
  /** There were more rows than the format takes. */
  isCut: boolean;
  remarks: string[];
  bytes: number | null;
  /** SHA-256 of the file, lower-case hex. */
  sha256: string | null;
  fileName: string;
  evidence: EvidenceFacts | null;
  failure: { code: string; message: string } | null;
  mail: { to: string[]; state: "waiting" | "mailed" | "failed" } | null;
  createdAt: string;
  startedAt: string | null;
  finishedAt: string | null;
  expiresAt: string | null;
}

export type ExportRow = NonNullable<Awaited<ReturnType<TenantTransaction["db"]["export"]["findUnique"]>>>;

/** The request as it is stored, with times as text. */
export type StoredRequest = Omit<ExportRequest, "from" | "to"> & { from?: string; to?: string };

export const requestOf = ({ request }: Pick<ExportRow, "request">): ExportRequest => {
  const { from, to, ...rest } = request as unknown as StoredRequest;
  return { ...rest, ...(from ? { from: new Date(from) } : {}), ...(to ? { to: new Date(to) } : {}) };
};

export const viewOfRow = ({ view }: Pick<ExportRow, "view">): View => view as unknown as View;

export const isOwnOf = ({ caller }: TenantContext, row: Pick<ExportRow, "makerType" | "makerId">) =>
  caller.type === row.makerType && caller.id === row.makerId;

export function exportOf(context: TenantContext, row: ExportRow): Export {
  const { q, from, to, order, reads, timeZone, columns } = row.request as unknown as StoredRequest;
  const facts = row.evidence as (EvidenceFacts & { mode?: string }) | null;
  const iso = (at: Date | null) => at?.toISOString() ?? null;
  return {
    id: row.id,
    state: row.state as ExportState,
    format: row.format as ExportFormat,
    query: q,
    from: from ?? null,
    to: to ?? null,
    order,
    reads,
    timeZone,
    columns,
    masks: [...viewOfRow(row).masks],
    maker: { type: row.makerType as "user" | "key", id: row.makerId, name: row.makerName },
    isOwn: isOwnOf(context, row),
    canDownload: row.state === "done" && maySeeFile(context, row),
    scheduleId: row.scheduleId,
    rowsDone: Number(row.rowsDone),
    rowsExpected: row.rowsExpected === null ? null : Number(row.rowsExpected),
    isLowerBound: !row.isExpectedExact,
    rowsMax: row.rowsMax === null ? null : Number(row.rowsMax),
    isCut: row.isCut,
    remarks: row.remarks,
    bytes: row.bytes === null ? null : Number(row.bytes),
    sha256: row.sha256 ? Buffer.from(row.sha256).toString("hex") : null,
    fileName: row.fileName,
    evidence: facts?.mode && row.state === "done" ? factsOf(facts) : null,
    failure: row.failure as Export["failure"],
    mail: row.mailState === null ? null : { to: row.mailTo, state: row.mailState as "waiting" | "mailed" | "failed" },
    createdAt: row.createdAt.toISOString(),
    startedAt: iso(row.startedAt),
    finishedAt: iso(row.finishedAt),
    expiresAt: iso(row.expiresAt),
  };
}

const factsOf = ({ mode, isComplete, seqFrom, seqTo, leftOut, withheld, size }: EvidenceFacts): EvidenceFacts => ({
  mode,
  isComplete,
  seqFrom,
  seqTo,
  leftOut,
  withheld,
  size,
});

/** Whether the caller sees at least what is in the file by now, whoever made it. */
export const maySeeFile = (context: TenantContext, row: Pick<ExportRow, "view">) =>
  viewCovers(context.view, viewOfRow(row));

const notThere = () => new AppError("not_found", "There is no such export.");

/**
 * An export of the caller's own, or anybody's for those who manage them; AppError `not_found` in the same words for an id that is unknown,
 * malformed, another tenant's or somebody else's. Primary key; with `lock` NO KEY UPDATE.
 */
export async function findExport(
  tx: TenantTransaction,
  context: TenantContext,
  id: string,
  { lock = false } = {},
): Promise<ExportRow> {
  if (!isUuid(id)) throw notThere();
  if (lock)
    await tx.run("SELECT FROM export WHERE tenant_id = $1::uuid AND id = $2::uuid FOR NO KEY UPDATE", [
      tx.tenantId,
      id,
    ]);
  const row = await tx.db.export.findUnique({ where: { tenantId_id: { tenantId: tx.tenantId, id } } });
  if (!row || !(isOwnOf(context, row) || context.permissions.has("exports.manage"))) throw notThere();
  return row;
}

/** How an export is named in the trail. */
export const targetOfExport = ({ id, fileName }: Pick<ExportRow, "id" | "fileName">) => ({
  type: "export",
  id,
  name: fileName,
});

/** What the trail says of an export: what was asked for, and what came of it. */
export function trailOfExport(row: ExportRow): Record<string, unknown> {
  const { q, from, to, order, reads, columns } = row.request as unknown as StoredRequest;
  return {
    format: row.format,
    q,
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
    order,
    reads,
    columns,
    ledger_size: Number(row.ledgerSize),
    ...(row.scheduleId ? { schedule: row.scheduleId } : {}),
    ...(row.sha256 ? { rows: Number(row.rowsDone), bytes: Number(row.bytes) } : {}),
    ...(row.sha256 ? { sha256: Buffer.from(row.sha256).toString("hex") } : {}),
  };
}
