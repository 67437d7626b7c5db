import type { SeriesMark } from "#server/anomalies/index.ts";
import { shareOf, type View } from "../charts/view.ts";

/** Marks that lie too close to one another to be told apart. */
export interface MarkGroup {
  /** Latest first. */
  marks: SeriesMark[];
  /** 0 to 1 of the view. */
  share: number;
  /** The gravest of them. */
  severity: string;
}

const GRAVITY = ["low", "medium", "high", "critical"];
const gravity = (mark: SeriesMark) => GRAVITY.indexOf(mark.severity);

/** What of the marks the view shows, those that lie less than `apart` of its length after the first of a group with it. */
export function groupMarks(marks: readonly SeriesMark[], view: View, apart: number): MarkGroup[] {
  const shown = marks
    .map((mark) => ({ mark, share: shareOf(Date.parse(mark.at), view) }))
    .filter(({ share }) => share >= 0 && share <= 1)
    .sort((a, b) => a.share - b.share);
  const groups: { first: number; items: typeof shown }[] = [];
  for (const item of shown) {
    const last = groups.at(-1);
    if (last && item.share - last.first < apart) last.items.push(item);
    else groups.push({ first: item.share, items: [item] });
  }
  return groups.map(({ items }) => ({
    marks: items.map(({ mark }) => mark).reverse(),
    share: items.reduce((sum, { share }) => sum + share, 0) / items.length,
    severity: items.reduce((worst, { mark }) => (gravity(mark) > gravity(worst) ? mark : worst), items[0]!.mark)
      .severity,
  }));
}
