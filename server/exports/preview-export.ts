import { demandPermission, inTenant, type TenantContext, type TenantTransaction } from "../access/index.ts";
import { COUNT_MS_MAX, reachDetails, type Selection, tallyVisible } from "../events/index.ts";
import { readHead } from "../ledger/index.ts";
import { parseInput } from "../parse-input.ts";
import { andNodes, type MaskPath, parseQuery, type QueryNode } from "../query/index.ts";
import { runtime } from "../runtime.ts";
import { type ExportRow, requestOf } from "./export-rows.ts";
import { EXPORT_RULES, FILE_DAYS } from "./export-rules.ts";
import {
  EXPORT_FORMATS,
  type ExportFormat,
  type ExportRequest,
  type SelectionInput,
  selectionInput,
} from "./schemas.ts";

export interface ExportPreview {
  /** How many events there are to export by now. */
  rows: number;
  /** There may be more than were counted in time. */
  isLowerBound: boolean;
  /** Events of the ledger. */
  ledgerSize: number;
  /** What the caller does not see, and so is not in the file. */
  masks: MaskPath[];
  /** The most rows that each format takes; null without limit. */
  formats: { format: ExportFormat; extension: string; rowsMax: number | null }[];
  /** How long a finished file is kept. */
  days: number;
}

/** How many events an export of this selection would have, and what each format makes of that. Counts for a second at most. */
export async function previewExport(context: TenantContext, input: SelectionInput): Promise<ExportPreview> {
  const request = parseInput(selectionInput, input);
  await demandPermission(context, "events.read");
  return inTenant(context, "exports.create", async (tx) => {
    const { size } = await readHead(tx.run, tx.tenantId);
    const query = queryOf(request, runtime().clock.now());
    const { rows, isLowerBound } = await countFor(tx, context, { ...request, query, ledgerSize: size });
    tx.recordRead("events.counted", reachDetails(context.view, query, { q: request.q, of: "export" }));
    return {
      rows,
      isLowerBound,
      ledgerSize: size,
      masks: [...context.view.masks],
      formats: EXPORT_FORMATS.map((format) => {
        const { extension, rowsMax } = EXPORT_RULES[format];
        return { format, extension, rowsMax };
      }),
      days: FILE_DAYS,
    };
  });
}

/** The query of a request; times such as now-7d are of the moment at which it was asked for. */
export const queryOf = ({ q, timeZone }: Pick<ExportRequest, "q" | "timeZone">, askedAt: Date): QueryNode =>
  parseQuery(q, { nowMs: askedAt.getTime(), timeZone }).node;

/** Which events an export is of, whoever reads them. */
export function selectionOf(row: Pick<ExportRow, "request" | "createdAt">): Selection {
  const request = requestOf(row);
  return {
    query: queryOf(request, row.createdAt),
    from: request.from,
    to: request.to,
    hideReads: request.reads === "hide",
  };
}

/** Counts the visible events of a ledger of `ledgerSize` events for a second. */
export async function countFor(
  tx: TenantTransaction,
  context: TenantContext,
  { query, from, to, reads, ledgerSize }: Omit<ExportRequest, "q"> & { query: QueryNode; ledgerSize: number },
): Promise<{ rows: number; isLowerBound: boolean }> {
  if (ledgerSize === 0) return { rows: 0, isLowerBound: false };
  const before: QueryNode = { kind: "term", field: "seq", match: "range", from: 0, to: ledgerSize - 1, at: 0 };
  let rows = 0;
  const add = (count: number) => {
    rows += count;
  };
  const stoppedAt = await tallyVisible(tx, context, {
    from,
    to,
    hideReads: reads === "hide",
    tallies: [{ kind: "events", query: andNodes(query, before), add }],
    untilMs: performance.now() + COUNT_MS_MAX,
  });
  return { rows, isLowerBound: stoppedAt !== null };
}
