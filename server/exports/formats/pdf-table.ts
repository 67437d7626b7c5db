import { type FileColumn, headerOf } from "./cells.ts";
import type { Paper } from "./pdf-page.ts";
import { A4, GREY, MARGIN } from "./pdf-style.ts";

const HEAD = { size: 7.5, weight: 600 as const };
const CELL = { size: 7.5 };
const LEADING = 9.6;
const GAP = 8;
const LINES_MAX = 4;
/** Points a column asks for, and how much of what is left over it takes. */
const WIDTHS: Record<string, [points: number, grows: number]> = {
  time: [94, 0],
  received: [94, 0],
  event: [150, 4],
  outcome: [42, 0],
  from: [86, 1],
  actor: [80, 1],
  target: [86, 2],
  action: [80, 1],
  category: [62, 0],
  severity: [42, 0],
  address: [66, 0],
  environment: [60, 0],
  session: [70, 1],
  origin: [60, 0],
  seq: [42, 0],
  id: [92, 0],
};
const OTHER: [number, number] = [72, 1];
/** What a time takes over and above its width if date and time stand on one line. */
const ONE_LINE_MORE = 44;

export interface PrintedColumn {
  column: FileColumn;
  width: number;
}

/** The columns that a page can hold side by side: upright if all of them fit, else across, and then as many as fit. */
export function printedColumns(columns: readonly FileColumn[]) {
  const wants = (list: readonly FileColumn[]) =>
    list.reduce((sum, { id }) => sum + (WIDTHS[id] ?? OTHER)[0] + GAP, -GAP);
  const upright = A4.width - 2 * MARGIN;
  const across = A4.height - 2 * MARGIN;
  const layout = wants(columns) <= upright ? ("portrait" as const) : ("landscape" as const);
  const room = layout === "portrait" ? upright : across;
  let fitting = columns.length;
  while (fitting > 1 && wants(columns.slice(0, fitting)) > room) fitting--;
  const shown = columns.slice(0, fitting);
  const base = Math.max(0, room - wants(shown));
  const times = shown.filter(({ kind }) => kind === "time").length;
  const isOnOneLine = base >= times * ONE_LINE_MORE;
  const spare = isOnOneLine ? base - times * ONE_LINE_MORE : base;
  const grows = shown.reduce((sum, { id }) => sum + (WIDTHS[id] ?? OTHER)[1], 0);
  return {
    layout,
    columns: shown.map((column): PrintedColumn => {
      const [points, grow] = WIDTHS[column.id] ?? OTHER;
      const more = column.kind === "time" && isOnOneLine ? ONE_LINE_MORE : 0;
      return { column, width: points + more + (grows === 0 ? 0 : (spare * grow) / grows) };
    }),
    left: columns.slice(fitting),
  };
}

export interface TablePrint {
  columns: readonly PrintedColumn[];
  layout: "portrait" | "landscape";
  timeZone: string;
  title: string;
}

/** The rows, each a list of cells in the order of the columns, on as many pages as they take; returns where it ends and how many cells were cut. */
export function drawTable(paper: Paper, table: TablePrint, rows: readonly (readonly string[])[]) {
  let y = startPage(paper, table);
  let cut = 0;
  for (const row of rows) {
    const cells = table.columns.map(({ width }, i) => {
      const printed = paper.lines(paper.printable(row[i] ?? ""), width, CELL, LINES_MAX);
      if (printed.isCut) cut++;
      return printed.lines;
    });
    const height = Math.max(...cells.map((lines) => lines.length)) * LEADING + 5;
    if (y + height > paper.bottom) y = startPage(paper, table);
    let x = MARGIN;
    for (const [i, lines] of cells.entries()) {
      for (const [line, text] of lines.entries()) paper.text(text, x, y + 3 + line * LEADING, CELL);
      x += table.columns[i]!.width + GAP;
    }
    y += height;
    paper.rule(MARGIN, y - 0.6, paper.width - 2 * MARGIN, "#e8ebef");
  }
  return { y, cut };
}

function startPage(paper: Paper, { columns, layout, timeZone, title }: TablePrint): number {
  paper.page(layout);
  paper.text("Sealtrail", MARGIN, MARGIN - 12, { size: 8.5, weight: 600 });
  paper.textRight(title, paper.width - MARGIN, MARGIN - 12, { size: 8, color: GREY });
  const headers = columns.map(
    ({ column, width }) => paper.lines(paper.printable(headerOf(column, timeZone)), width, HEAD, 2).lines,
  );
  const height = Math.max(...headers.map((lines) => lines.length)) * LEADING + 6;
  const y = MARGIN + 6;
  paper.box(MARGIN - 4, y, paper.width - 2 * MARGIN + 8, height, "#eef0f4");
  let x = MARGIN;
  for (const [i, lines] of headers.entries()) {
    for (const [line, text] of lines.entries()) paper.text(text, x, y + 3.5 + line * LEADING, HEAD);
    x += columns[i]!.width + GAP;
  }
  return y + height + 1;
}
