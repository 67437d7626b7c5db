import { inTenant, type TenantContext, type TenantTransaction } from "../access/index.ts";
import { type Export, exportOf, findExport } from "./export-rows.ts";

export interface ExportList {
  /** Newest first. */
  exports: Export[];
  /** There are older ones than these. */
  hasMore: boolean;
}

export interface ListExportsInput {
  /** Id of an export: older ones than it. */
  before?: string | undefined;
  /** 1 to 200. */
  limit?: number;
}

/** The newest exports of the caller. Over export_maker_idx. */
export async function listExports(context: TenantContext, input: ListExportsInput = {}): Promise<ExportList> {
  return inTenant(context, "exports.create", (tx) => {
    const { type, id } = context.caller;
    return pageOf(tx, context, { makerType: type, makerId: id }, input);
  });
}

/** The newest exports of everybody. Primary key, backwards. */
export async function listAllExports(context: TenantContext, input: ListExportsInput = {}): Promise<ExportList> {
  return inTenant(context, "exports.manage", (tx) => pageOf(tx, context, {}, input));
}

async function pageOf(
  tx: TenantTransaction,
  context: TenantContext,
  which: { makerType?: string; makerId?: string },
  { before, limit = 50 }: ListExportsInput,
): Promise<ExportList> {
  const rows = await tx.db.export.findMany({
    where: { tenantId: tx.tenantId, ...which, ...(before ? { id: { lt: before } } : {}) },
    orderBy: { id: "desc" },
    take: limit + 1,
  });
  const exports = rows.slice(0, limit).map((row) => exportOf(context, row));
  tx.recordRead("exports.listed", { metadata: { of: which.makerId ? "own" : "all", exports: exports.length } });
  return { exports, hasMore: rows.length > limit };
}

/** One export as it stands. A page asks every second for how far it is, so that this is not recorded: it shows no event. */
export async function getExport(context: TenantContext, id: string): Promise<Export> {
  return inTenant(context, "exports.create", async (tx) => exportOf(context, await findExport(tx, context, id)));
}
