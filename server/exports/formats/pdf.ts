import { fileColumns } from "./cells.ts";
import { count } from "./counted.ts";
import type { BinaryFormat, BinaryWriter, ExportRow, FileAbout, FileSink, FileTotals } from "./format.ts";
import { printedColumns } from "./pdf-table.ts";
import { Tally } from "./tally.ts";
import { zoneClock } from "./zone-clock.ts";

/** Rows that are printed one by one; all of them are counted. */
export const PRINTED_ROWS_MAX = 1_000;
// More than the lines of a printed cell hold.
const CELL_UNITS_MAX = 1_000;

/** To print: what the export is of, counts of all its rows, and the first 1,000 of them. */
export const pdf: BinaryFormat = {
  kind: "binary",
  extension: "pdf",
  mediaType: "application/pdf",
  rowsMax: null,
  open: async (about, sink) => new PdfWriter(about, sink),
};

class PdfWriter implements BinaryWriter {
  readonly remarks: string[] = [];
  readonly #about: FileAbout;
  readonly #sink: FileSink;
  readonly #tally: Tally;
  readonly #plan: ReturnType<typeof printedColumns>;
  readonly #printed: string[][] = [];

  constructor(about: FileAbout, sink: FileSink) {
    this.#about = about;
    this.#sink = sink;
    this.#tally = new Tally(about.timeZone);
    this.#plan = printedColumns(fileColumns(about.columns));
  }

  async write(rows: readonly ExportRow[]): Promise<void> {
    for (const row of rows) {
      this.#tally.add(row.event);
      if (this.#printed.length < PRINTED_ROWS_MAX) this.#printed.push(this.#cells(row));
    }
  }

  async finish(totals: FileTotals): Promise<void> {
    const { printPdf } = await import("./print-pdf.ts");
    const left = this.#tally.rows - this.#printed.length;
    if (left > 0)
      this.remarks.push(
        `The table holds the first ${count(PRINTED_ROWS_MAX)} rows; ${count(left)} further ${left === 1 ? "row is" : "rows are"} not in it, but in all counts`,
      );
    if (this.#plan.left.length > 0)
      this.remarks.push(
        `The page is too narrow for all columns: ${this.#plan.left.map(({ label }) => label).join(", ")} left out of the table`,
      );
    const { pieces, remarks } = await printPdf({
      about: this.#about,
      totals: { ...totals, remarks: [...totals.remarks, ...this.remarks] },
      tally: this.#tally,
      plan: this.#plan,
      rows: this.#printed,
    });
    this.remarks.push(...remarks);
    for (const piece of pieces) await this.#sink.write(piece);
  }

  #cells(row: ExportRow): string[] {
    const clock = zoneClock(this.#about.timeZone);
    return this.#plan.columns.map(({ column }) => {
      const value = String(column.cell(row));
      if (column.kind === "time")
        return clock
          .iso(value)
          .replace("T", " ")
          .replace(/(?=[+-]\d\d:\d\d$|Z$)/, " ");
      return value.length > CELL_UNITS_MAX ? `${value.slice(0, CELL_UNITS_MAX).toWellFormed()}…` : value;
    });
  }
}
