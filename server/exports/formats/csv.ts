import { stringify } from "csv-stringify/sync";
import { defused, type FileColumn, fileColumns, headerOf } from "./cells.ts";
import type { FileAbout, TextFormat } from "./format.ts";
import { perAbout } from "./per-about.ts";
import { zoneClock } from "./zone-clock.ts";

// Without it, spreadsheet programs read UTF-8 in the code page of the machine.
const BYTE_ORDER_MARK = "\ufeff";

const columnsOf = perAbout((about) => fileColumns(about.columns));

// A lone empty cell is quoted: readers skip empty lines.
const lines = (records: readonly (readonly string[])[]): string =>
  stringify(records as string[][], { record_delimiter: "\r\n", quoted_empty: records[0]?.length === 1 });

/** RFC 4180: what the table shows, one cell a column, with formulas defused and times in the export's zone. */
export const csv: TextFormat = {
  kind: "text",
  extension: "csv",
  mediaType: "text/csv; charset=utf-8",
  rowsMax: null,
  head: (about) =>
    BYTE_ORDER_MARK + lines([columnsOf(about).map((column) => defused(headerOf(column, about.timeZone)))]),
  rows(rows, about) {
    const cells = columnsOf(about).map((column) => cellText(column, about));
    return lines(rows.map((row) => cells.map((cell) => cell(row))));
  },
  tail: () => "",
};

function cellText(
  { kind, cell }: FileColumn,
  { timeZone }: FileAbout,
): (row: Parameters<FileColumn["cell"]>[0]) => string {
  const clock = zoneClock(timeZone);
  if (kind === "time") return (row) => clock.iso(String(cell(row)));
  return (row) => {
    const value = cell(row);
    return typeof value === "number" ? String(value) : defused(value);
  };
}
