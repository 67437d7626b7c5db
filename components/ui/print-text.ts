import type { Freshness } from "#server/rollups/index.ts";
import { rangeInFull } from "../events/histogram-time.ts";
import { countedText } from "./counted.ts";

export interface PrintedPage {
  /** What is chosen on the page, in words; "" is nothing. */
  chosen?: readonly string[];
  /** Of the page's numbers. */
  range?: { from: string; to: string };
  timeZone: string;
  /** Absent where nothing is counted. */
  counted?: Freshness | null;
}

/** "20 Nov 2026, 21:00 – 22:00 CET · times in Europe/Berlin · Counted up to #5,000 of #12,000". */
export function printText({ chosen = [], range, timeZone, counted }: PrintedPage): string {
  return [
    ...chosen,
    range ? rangeInFull(range, timeZone) : "",
    `times in ${timeZone}`,
    counted ? countedText(counted) : "",
  ]
    .filter((part) => part !== "")
    .join(" · ");
}
