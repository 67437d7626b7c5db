import { openZip, type ZipEntry, type ZipWriter } from "../zip-writer.ts";
import { aboutLines } from "./about-facts.ts";
import { type FileColumn, fileColumns, headerOf } from "./cells.ts";
import { count } from "./counted.ts";
import type { BinaryFormat, BinaryWriter, ExportRow, FileAbout, FileSink, FileTotals } from "./format.ts";
import { columnLetters, fitted, sheetDate } from "./sheet-text.ts";
import { fixedParts, numberCell, STYLE, sheetHead, sheetTail, textCell } from "./xlsx-parts.ts";
import { zoneClock } from "./zone-clock.ts";

const PIECE_UNITS = 262_144;
// A sheet keeps 15 digits of a number: longer ones stay text.
const NUMBER_MAX = 999_999_999_999_999;
const WIDTHS: Record<string, number> = {
  event: 52,
  outcome: 11,
  from: 28,
  actor: 26,
  target: 34,
  action: 26,
  category: 16,
  severity: 10,
  address: 18,
  environment: 14,
  session: 24,
  origin: 16,
  seq: 11,
  id: 39,
};
const TIME_WIDTH = 25;
const METADATA_WIDTH = 22;

/** A workbook with the sheets `Events` (what the table shows; times are dates on the clock of the zone) and `About`. */
export const xlsx: BinaryFormat = {
  kind: "binary",
  extension: "xlsx",
  mediaType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  rowsMax: 1_048_575,
  async open(about, sink) {
    const writer = new XlsxWriter(about, sink);
    await writer.begin();
    return writer;
  },
};

class XlsxWriter implements BinaryWriter {
  readonly remarks: string[] = [];
  readonly #about: FileAbout;
  readonly #zip: ZipWriter;
  readonly #columns: FileColumn[];
  readonly #cells: ((row: ExportRow, at: string) => string)[];
  readonly #letters: string[];
  readonly #cut = new Map<FileColumn, number>();
  #sheet: ZipEntry | undefined;
  #line = 1;

  constructor(about: FileAbout, sink: FileSink) {
    this.#about = about;
    this.#zip = openZip(sink);
    this.#columns = fileColumns(about.columns);
    this.#letters = this.#columns.map((_, i) => columnLetters(i));
    this.#cells = this.#columns.map((column) => this.#cellWriter(column));
  }

  async begin(): Promise<void> {
    this.#sheet = await this.#zip.entry("xl/worksheets/sheet1.xml", { deflate: true });
    const headers = this.#columns.map((column, i) =>
      textCell(`${this.#letters[i]}1`, headerOf(column, this.#about.timeZone), STYLE.header),
    );
    const widths = this.#columns.map(({ id, kind }) =>
      kind === "time" ? Math.max(TIME_WIDTH, this.#about.timeZone.length + 14) : (WIDTHS[id] ?? METADATA_WIDTH),
    );
    await this.#put(`${sheetHead(widths, true)}<row r="1">${headers.join("")}</row>`);
  }

  async write(rows: readonly ExportRow[]): Promise<void> {
    let piece = "";
    for (const row of rows) {
      this.#line++;
      piece += `<row r="${this.#line}">`;
      for (let i = 0; i < this.#cells.length; i++) piece += this.#cells[i]!(row, `${this.#letters[i]}${this.#line}`);
      piece += "</row>";
      if (piece.length > PIECE_UNITS) {
        await this.#put(piece);
        piece = "";
      }
    }
    await this.#put(piece);
  }

  async finish(totals: FileTotals): Promise<void> {
    const last = this.#letters.at(-1) ?? "A";
    await this.#put(sheetTail(`A1:${last}${this.#line}`));
    await this.#sheet!.end();
    for (const [{ label }, cells] of this.#cut)
      this.remarks.push(
        `${count(cells)} ${cells === 1 ? "cell" : "cells"} of the column ${label} ${cells === 1 ? "was" : "were"} cut at 32,767 characters`,
      );
    const remarks = [...totals.remarks, ...this.remarks];
    await this.#part("xl/worksheets/sheet2.xml", aboutSheet(this.#about, { ...totals, remarks }));
    for (const [name, text] of fixedParts(`$A$1:$${last}$${this.#line}`)) await this.#part(name, text);
    await this.#zip.end();
  }

  #cellWriter(column: FileColumn): (row: ExportRow, at: string) => string {
    const clock = zoneClock(this.#about.timeZone);
    if (column.kind === "time")
      return (row, at) => {
        const time = String(column.cell(row));
        const ms = Date.parse(time);
        const date = sheetDate(ms + clock.offsetMs(ms));
        return date === undefined ? textCell(at, clock.iso(time), STYLE.text) : numberCell(at, date, STYLE.date);
      };
    return (row, at) => {
      const value = column.cell(row);
      if (value === "") return "";
      if (typeof value === "number" && Math.abs(value) <= NUMBER_MAX) return numberCell(at, value, STYLE.plain);
      const { text, isCut } = fitted(String(value));
      if (isCut) this.#cut.set(column, (this.#cut.get(column) ?? 0) + 1);
      return textCell(at, text, STYLE.text);
    };
  }

  async #part(name: string, text: string): Promise<void> {
    const entry = await this.#zip.entry(name, { deflate: true });
    await entry.write(Buffer.from(text));
    await entry.end();
  }

  async #put(text: string): Promise<void> {
    if (text !== "") await this.#sheet!.write(Buffer.from(text));
  }
}

function aboutSheet(about: FileAbout, totals: FileTotals): string {
  const rows = aboutLines(about, totals).map(
    ([label, text], i) =>
      `<row r="${i + 1}">${textCell(`A${i + 1}`, label, STYLE.label)}${textCell(`B${i + 1}`, fitted(text).text, STYLE.wrapped)}</row>`,
  );
  return `${sheetHead([30, 110], false)}${rows.join("")}${sheetTail(undefined)}`;
}
