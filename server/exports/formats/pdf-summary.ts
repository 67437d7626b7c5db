import { aboutLines } from "./about-facts.ts";
import { count } from "./counted.ts";
import type { FileAbout, FileTotals } from "./format.ts";
import { drawHistogram, OUTCOME_COLORS } from "./pdf-histogram.ts";
import type { Paper } from "./pdf-page.ts";
import { GREY, INK, MARGIN } from "./pdf-style.ts";
import { OUTCOMES, type Tally, type TopCounter } from "./tally.ts";

const LABEL = { size: 7.5, color: GREY };
const VALUE = { size: 9, color: INK };
const LEADING = 12.5;
const TOP_LENGTH = 8;

/** The first page: what the export is of, and what is in it. */
export function drawSummary(paper: Paper, about: FileAbout, totals: FileTotals, tally: Tally, notes: string[]): void {
  paper.page();
  const width = paper.width - 2 * MARGIN;
  paper.text("Sealtrail", MARGIN, MARGIN - 6, { size: 9.5, weight: 600 });
  paper.textRight("Summary of an export", paper.width - MARGIN, MARGIN - 6, { size: 9, color: GREY });
  paper.rule(MARGIN, MARGIN + 10, width);
  const title = paper.lines(paper.printable(about.tenant.name), width, { size: 21, weight: 600 }, 1).lines[0]!;
  paper.text(title, MARGIN, MARGIN + 24, { size: 21, weight: 600 });
  let y = drawFacts(paper, about, totals, MARGIN + 60);
  y = drawOutcomes(paper, tally, y + 10);
  y = drawHistogram(paper, about, tally, y + 14);
  y = drawTops(paper, tally, y + 16);
  for (const note of notes) y = drawNote(paper, note, y);
}

function drawFacts(paper: Paper, about: FileAbout, totals: FileTotals, top: number): number {
  let y = top;
  const width = paper.width - 2 * MARGIN - 130;
  for (const [label, text] of aboutLines(about, { ...totals, remarks: [] }).filter(([name]) => name !== "Tenant")) {
    paper.text(label, MARGIN, y + 1, LABEL);
    const { lines } = paper.lines(paper.printable(text), width, VALUE, 4);
    for (const line of lines) {
      paper.text(line, MARGIN + 130, y, VALUE);
      y += LEADING;
    }
    y += 1.5;
  }
  return y;
}

function drawOutcomes(paper: Paper, tally: Tally, y: number): number {
  const width = (paper.width - 2 * MARGIN) / (OUTCOMES.length + 1);
  const put = (i: number, number: number, label: string, color: string | undefined) => {
    const x = MARGIN + i * width;
    paper.text(count(number), x, y + 8, { size: 15, weight: 600 });
    if (color) paper.box(x, y + 31, 6, 6, color);
    paper.text(label, x + (color ? 10 : 0), y + 29, { size: 8, color: GREY });
  };
  paper.rule(MARGIN, y, paper.width - 2 * MARGIN);
  put(0, tally.rows, tally.rows === 1 ? "event" : "events", undefined);
  for (const [i, outcome] of OUTCOMES.entries()) put(i + 1, tally.outcomes[outcome], outcome, OUTCOME_COLORS[outcome]);
  return y + 42;
}

function drawTops(paper: Paper, tally: Tally, y: number): number {
  const gap = 18;
  const width = (paper.width - 2 * MARGIN - 2 * gap) / 3;
  const lists: [string, TopCounter][] = [
    ["Actors", tally.actors],
    ["Actions", tally.actions],
    ["Targets", tally.targets],
  ];
  return Math.max(
    ...lists.map(([name, counter], i) => drawTop(paper, name, counter, MARGIN + i * (width + gap), y, width)),
  );
}

function drawTop(paper: Paper, name: string, counter: TopCounter, x: number, top: number, width: number): number {
  const heading = counter.isApproximate ? `${name}, most frequent (approximate)` : `${name}, most frequent`;
  paper.text(heading, x, top, { size: 8.5, weight: 600 });
  let y = top + 16;
  const ranked = counter.top(TOP_LENGTH);
  if (ranked.length === 0) {
    paper.text("None", x, y, { size: 8, color: GREY });
    return y + 14;
  }
  const most = ranked[0]!.count;
  for (const one of ranked) {
    const number = `${counter.isApproximate ? "≥ " : ""}${count(one.count)}`;
    const left = width - paper.widthOf(number, { size: 8 }) - 8;
    paper.text(paper.lines(paper.printable(one.label), left, { size: 8 }, 1).lines[0]!, x, y, { size: 8 });
    paper.textRight(number, x + width, y, { size: 8, color: GREY });
    paper.box(x, y + 11.5, width, 1.6, "#eceff3");
    paper.box(x, y + 11.5, (width * one.count) / most, 1.6, "#7b8aa3");
    y += 18;
  }
  return y;
}

function drawNote(paper: Paper, note: string, top: number): number {
  let y = top + 8;
  for (const line of paper.lines(paper.printable(note), paper.width - 2 * MARGIN, { size: 8 }, 4).lines) {
    paper.text(line, MARGIN, y, { size: 8, color: GREY });
    y += 11;
  }
  return y;
}
