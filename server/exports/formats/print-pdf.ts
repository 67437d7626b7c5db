import { count } from "./counted.ts";
import type { FileAbout, FileTotals } from "./format.ts";
import { Paper } from "./pdf-page.ts";
import { GREY, MARGIN } from "./pdf-style.ts";
import { drawSummary } from "./pdf-summary.ts";
import { drawTable, type printedColumns } from "./pdf-table.ts";
import type { Tally } from "./tally.ts";

export interface PrintJob {
  about: FileAbout;
  /** With all remarks that are known before printing. */
  totals: FileTotals;
  tally: Tally;
  plan: ReturnType<typeof printedColumns>;
  /** Cells of the printed rows, in the order of the plan's columns. */
  rows: readonly (readonly string[])[];
}

/** Prints the document; `remarks` are those that printing itself brought up, and they are in it too. */
export async function printPdf({ about, totals, tally, plan, rows }: PrintJob) {
  const paper = new Paper({
    title: `${about.tenant.name}: summary of an export`,
    author: about.exportedBy,
    at: new Date(about.exportedAt),
  });
  const before = totals.remarks.length > 0 ? [`Notes: ${totals.remarks.join(". ")}.`] : [];
  const proves = "This print proves nothing by itself: an evidence bundle of the same query does, to anyone.";
  drawSummary(paper, about, totals, tally, [...before, proves]);
  const remarks: string[] = [];
  if (rows.length > 0) {
    const title = paper.printable(`${about.tenant.name}, ${rowsWords(rows.length, tally.rows)}`);
    const table = { columns: plan.columns, layout: plan.layout, timeZone: about.timeZone, title };
    const { y, cut } = drawTable(paper, table, rows);
    if (cut > 0)
      remarks.push(`${count(cut)} ${cut === 1 ? "cell" : "cells"} of the table end with … where they were cut`);
    if (paper.replaced > 0) remarks.push(replacedWords(paper.replaced));
    drawRemarks(paper, plan.layout, [...totals.remarks, ...remarks], y);
  } else if (paper.replaced > 0) remarks.push(replacedWords(paper.replaced));
  const ledger = paper.printable(about.ledger);
  const pieces = await paper.close((page, pages, width, y) => {
    paper.text(ledger, MARGIN, y, { size: 7, color: GREY });
    paper.textRight(`page ${page} of ${pages}`, width - MARGIN, y, { size: 7, color: GREY });
  });
  return { pieces, remarks };
}

const rowsWords = (printed: number, all: number) =>
  printed === all
    ? `${count(all)} ${all === 1 ? "event" : "events"}`
    : `the first ${count(printed)} of ${count(all)} events`;

const replacedWords = (characters: number) =>
  `${count(characters)} ${characters === 1 ? "character" : "characters"} without a glyph in the fonts of this print ${characters === 1 ? "is" : "are"} shown by code, such as [U+65E5]`;

function drawRemarks(paper: Paper, layout: "portrait" | "landscape", remarks: readonly string[], top: number): void {
  let y = top + 14;
  for (const remark of remarks)
    for (const line of paper.lines(paper.printable(remark), paper.width - 2 * MARGIN, { size: 8 }, 6).lines) {
      if (y + 11 > paper.bottom) {
        paper.page(layout);
        y = MARGIN;
      }
      paper.text(line, MARGIN, y, { size: 8, color: GREY });
      y += 11;
    }
}
