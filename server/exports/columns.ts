import { AppError } from "../errors.ts";

/** The columns that an export may have besides `metadata.<path>`, as the events table names them. */
export const EXPORT_COLUMNS = [
  "time",
  "event",
  "outcome",
  "from",
  "actor",
  "target",
  "action",
  "category",
  "severity",
  "address",
  "environment",
  "session",
  "origin",
  "received",
  "seq",
  "id",
] as const;
export type ExportColumn = (typeof EXPORT_COLUMNS)[number] | `metadata.${string}`;

export const COLUMNS_MAX = 24;
const PATH_CHARACTERS_MAX = 200;
const METADATA = "metadata.";

const isExportColumn = (id: string): id is ExportColumn =>
  (EXPORT_COLUMNS as readonly string[]).includes(id) ||
  (id.startsWith(METADATA) &&
    id.length > METADATA.length &&
    id.length <= METADATA.length + PATH_CHARACTERS_MAX &&
    !/[\p{Cc}\p{Cs}]/u.test(id));

/** The columns in their order, each once; AppError `invalid` for a name that is none, or more than 24. */
export function readExportColumns(ids: readonly string[]): ExportColumn[] {
  const faults = ids.flatMap((id, i) =>
    isExportColumn(id) ? [] : [{ path: `columns.${i}`, message: "is no column of the events table" }],
  );
  const columns = [...new Set(ids)].filter(isExportColumn);
  if (columns.length > COLUMNS_MAX)
    faults.push({ path: "columns", message: `has more than ${COLUMNS_MAX} different columns` });
  if (faults.length > 0)
    throw new AppError("invalid", `An export cannot have these columns: ${faults[0]!.path} ${faults[0]!.message}.`, {
      fields: faults,
    });
  return columns;
}
