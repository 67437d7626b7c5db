import { count } from "./counted.ts";
import type { FileAbout } from "./format.ts";
import type { Paper } from "./pdf-page.ts";
import { GREY, MARGIN, RULE } from "./pdf-style.ts";
import { type Bar, OUTCOMES, type Tally } from "./tally.ts";

export const OUTCOME_COLORS: Record<(typeof OUTCOMES)[number], string> = {
  success: "#3f8f6b",
  failure: "#d98e1f",
  denied: "#c4403c",
  unknown: "#98a2b3",
};
const HEIGHT = 92;
const BARS_MAX = 90;
const AXIS = { size: 7, color: GREY };

/** Events over time, stacked by outcome, with the width of a bar in words; returns where it ends. */
export function drawHistogram(paper: Paper, about: FileAbout, tally: Tally, top: number): number {
  const ms = (at: string | null) => (at === null ? undefined : Date.parse(at));
  const { bars, widthMs } = tally.times.bars(ms(about.from), ms(about.to), BARS_MAX);
  paper.text("Events over time", MARGIN, top, { size: 8.5, weight: 600 });
  const zone = paper.printable(`${widthWords(widthMs)} a bar, ${about.timeZone}`);
  paper.textRight(zone, paper.width - MARGIN, top, AXIS);
  const y = top + 18;
  if (tally.rows === 0) {
    paper.text("No events", MARGIN, y, { size: 8, color: GREY });
    return y + 12;
  }
  const most = Math.max(...bars.map(sumOf));
  const left = MARGIN + Math.max(24, paper.widthOf(count(most), AXIS) + 6);
  const width = paper.width - MARGIN - left;
  for (const share of [0, 0.5, 1]) {
    const line = y + HEIGHT * (1 - share);
    paper.rule(left, line, width, share === 0 ? "#98a2b3" : RULE);
    const number = most * share;
    if (Number.isInteger(number)) paper.textRight(count(number), left - 5, line - 4, AXIS);
  }
  const step = width / bars.length;
  const barWidth = Math.min(step * 0.82, 26);
  for (const [i, bar] of bars.entries())
    drawBar(paper, bar, left + i * step + (step - barWidth) / 2, y, barWidth, most);
  drawLabels(paper, bars, widthMs, left, y + HEIGHT + 4, step);
  return y + HEIGHT + 16;
}

const sumOf = ({ counts }: Bar) => OUTCOMES.reduce((sum, outcome) => sum + counts[outcome], 0);

function drawBar(paper: Paper, { counts }: Bar, x: number, y: number, width: number, most: number): void {
  let bottom = y + HEIGHT;
  for (const outcome of OUTCOMES) {
    const height = (HEIGHT * counts[outcome]) / most;
    bottom -= height;
    paper.box(x, bottom, width, height, OUTCOME_COLORS[outcome]);
  }
}

function drawLabels(paper: Paper, bars: readonly Bar[], widthMs: number, left: number, y: number, step: number): void {
  let free = left;
  for (const [i, { wallMs }] of bars.entries()) {
    const iso = new Date(wallMs).toISOString();
    const label =
      widthMs >= 86_400_000 ? iso.slice(0, 10) : `${iso.slice(5, 10)} ${iso.slice(11, widthMs < 60_000 ? 19 : 16)}`;
    const x = left + i * step;
    const width = paper.widthOf(label, AXIS);
    if (x < free || x + width > paper.width - MARGIN + 1) continue;
    paper.box(x, y - 3, 0.6, 3, "#98a2b3");
    paper.text(label, x, y, AXIS);
    free = x + width + 26;
  }
}

function widthWords(ms: number): string {
  const units: [number, string][] = [
    [86_400_000, "day"],
    [3_600_000, "hour"],
    [60_000, "minute"],
    [1_000, "second"],
  ];
  const [unit, name] = units.find(([one]) => ms >= one && ms % one === 0)!;
  return `${count(ms / unit)} ${name}${ms === unit ? "" : "s"}`;
}
