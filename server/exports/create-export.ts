import { demandPermission, inTenant, type TenantContext, type TenantTransaction } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { uuidv7 } from "../ids.ts";
import { returnRows, takeRows } from "../keys/index.ts";
import { readHead } from "../ledger/index.ts";
import { parseInput } from "../parse-input.ts";
import { runtime } from "../runtime.ts";
import { readExportColumns } from "./columns.ts";
import { type Export, exportOf, targetOfExport, trailOfExport } from "./export-rows.ts";
import { EVIDENCE_ROWS_MAX, EXPORT_RULES, rightsFor } from "./export-rules.ts";
import { countFor, queryOf } from "./preview-export.ts";
import { type ExportFormat, type ExportInput, type ExportRequest, exportInput } from "./schemas.ts";

/** How many exports of one maker may wait or run at a time. */
export const UNFINISHED_MAX = 5;

/** For a schedule: which, and who gets the link. */
export interface ScheduledBy {
  scheduleId: string;
  mailTo: string[];
}

/**
 * Asks for a file of the events that fit, that the caller may see, and that are in the ledger by now; the worker makes it. AppError `invalid`
 * for a query that cannot be read, columns that there are none of, or an evidence bundle of too many events, `conflict` while five of the
 * caller's are unfinished, `rate_limited` where the caller's key may read fewer rows today. Counts for a second at most.
 */
export async function createExport(
  context: TenantContext,
  input: ExportInput,
  scheduled?: ScheduledBy,
): Promise<Export> {
  const { format, ...request } = parseInput(exportInput, input);
  const columns = readExportColumns(request.columns);
  for (const right of rightsFor(format)) await demandPermission(context, right);
  const now = runtime().clock.now();
  const counted = await inTenant(context, "exports.create", async (tx) => {
    const { caller } = context;
    if (caller.type === "system")
      throw new AppError("forbidden", "An export has a maker: Sealtrail itself makes none.", { reason: "no maker" });
    await demandRoom(tx, caller);
    const { size, epoch } = await readHead(tx.run, tx.tenantId);
    const query = queryOf(request, now);
    const count = await countFor(tx, context, { ...request, query, ledgerSize: size });
    if (format === "evidence" && count.rows > EVIDENCE_ROWS_MAX) throw tooMuchEvidence(count.rows);
    return { ...count, size, epoch };
  });
  const taken = await takeForKey(context, counted.rows, counted.isLowerBound);
  try {
    return await store(context, { format, request: { ...request, columns }, now, ...counted }, scheduled);
  } catch (error) {
    await returnRows(context, taken);
    throw error;
  }
}

interface Counted {
  format: ExportFormat;
  request: ExportRequest;
  now: Date;
  rows: number;
  isLowerBound: boolean;
  size: number;
  epoch: number;
}

function store(
  context: TenantContext,
  { format, request, now, rows, isLowerBound, size, epoch }: Counted,
  scheduled?: ScheduledBy,
): Promise<Export> {
  const { caller, view } = context;
  return inTenant(context, "exports.create", async (tx) => {
    const row = await tx.db.export.create({
      data: {
        tenantId: tx.tenantId,
        id: uuidv7(now.getTime()),
        createdAt: now,
        makerType: caller.type,
        makerId: caller.id,
        makerName: caller.name,
        scheduleId: scheduled?.scheduleId ?? null,
        format,
        request: storedRequest(request),
        view: JSON.parse(JSON.stringify(view)),
        epoch,
        ledgerSize: size,
        state: "queued",
        rowsExpected: rows,
        isExpectedExact: !isLowerBound,
        rowsMax: EXPORT_RULES[format].rowsMax,
        fileName: fileName(await slugOf(tx), format, now),
        mailTo: scheduled?.mailTo ?? [],
      },
    });
    tx.record("export.created", {
      targets: [targetOfExport(row)],
      metadata: { ...trailOfExport(row), rows_expected: rows, ...(isLowerBound ? { is_lower_bound: true } : {}) },
    });
    return exportOf(context, row);
  });
}

const storedRequest = ({ from, to, ...rest }: ExportRequest) => ({
  ...rest,
  ...(from ? { from: from.toISOString() } : {}),
  ...(to ? { to: to.toISOString() } : {}),
});

const tooMuchEvidence = (rows: number) =>
  new AppError(
    "invalid",
    `An evidence bundle holds at most ${EVIDENCE_ROWS_MAX.toLocaleString("en")} events, and these are ${rows.toLocaleString("en")}: choose a shorter range or a narrower query.`,
    { fields: [{ path: "q", message: "has too many events for an evidence bundle" }] },
  );

/** Over export_maker_idx and the partial index of what waits. */
async function demandRoom(tx: TenantTransaction, { type, id }: { type: string; id: string }): Promise<void> {
  const where = { tenantId: tx.tenantId, makerType: type, makerId: id, state: { in: ["queued", "running"] } };
  const unfinished = await tx.db.export.count({ where });
  if (unfinished >= UNFINISHED_MAX)
    throw new AppError(
      "conflict",
      `${unfinished} of your exports are not finished yet: wait for one, or cancel one that you do not need.`,
    );
}

/** A key with a limit of rows a day reads its rows when it asks for them. */
async function takeForKey(context: TenantContext, rows: number, isLowerBound: boolean): Promise<number> {
  const rowsMax = context.use?.rowsPerDay ?? null;
  if (rowsMax === null) return 0;
  if (isLowerBound)
    throw new AppError(
      "rate_limited",
      `This key may read ${rowsMax} rows a day, and these are more than can be counted in time: narrow the query.`,
      { retryAfterS: 3_600, reason: "rows a day" },
    );
  const granted = await takeRows(context, rows);
  if (granted >= rows) return granted;
  await returnRows(context, granted);
  throw new AppError(
    "rate_limited",
    `This key may read ${granted} more rows today, and the export has ${rows}: narrow the query, or come again after midnight UTC.`,
    { retryAfterS: 3_600, reason: "rows a day" },
  );
}

async function slugOf(tx: TenantTransaction): Promise<string> {
  const { slug } = await tx.db.tenant.findUniqueOrThrow({ where: { id: tx.tenantId }, select: { slug: true } });
  return slug;
}

/** Such as `acme-events-20261128T150405Z.csv`. */
function fileName(slug: string, format: ExportFormat, at: Date): string {
  const when = at.toISOString().replace(/[-:]|\.\d+/g, "");
  const what =
    format === "evidence" ? "evidence" : format === "ocsf" || format === "cef" ? `events-${format}` : "events";
  return `${slug}-${what}-${when}.${EXPORT_RULES[format].extension}`;
}
