import { percentText } from "../ui/numbers.ts";

/** "0.29 %"; "0 %" of nothing. */
export const shareText = (part: number, whole: number): string => percentText(whole === 0 ? 0 : (100 * part) / whole);

/** How a number stands to the one before it: "6 % more than", "3.1 times as many as". Undefined where there was nothing to compare with. */
export function changeText(value: number, previous: number): string | undefined {
  if (previous === 0) return undefined;
  const ratio = value / previous;
  if (ratio >= 2) return `${ratio < 10 ? ratio.toFixed(1) : Math.round(ratio)} times as many as`;
  const percent = Math.round(Math.abs(ratio - 1) * 100);
  if (percent === 0) return value === previous ? "as many as" : "about as many as";
  return `${percent} % ${ratio > 1 ? "more than" : "fewer than"}`;
}

export interface SharePair {
  part: number;
  whole: number;
  partBefore: number;
  wholeBefore: number;
}

const RISE = 2;
const PART_MIN = 20;

/** How many times its earlier share a part has now, where that is worth a look: at least 20 events and twice the share. */
export function risenShare({ part, whole, partBefore, wholeBefore }: SharePair): number | undefined {
  if (part < PART_MIN || whole === 0 || wholeBefore === 0 || partBefore === 0) return undefined;
  const times = part / whole / (partBefore / wholeBefore);
  return times >= RISE ? times : undefined;
}
