import type { ArithmeticLine } from "../../../findings/index.ts";
import { many } from "../detectors/wording.ts";

/** An event as rules count it: one that claims a time after its arrival counts at its arrival. */
export interface Moment {
  atMs: number;
  seq: number;
}

/** What a rule saw in one group. */
export interface Sighting {
  /** Such as `7 events`. */
  what: string;
  /** Contributing events: the first ones and the last, in any order. */
  seqs: number[];
  /** How many contributed. */
  events: number;
  fromMs: number;
  toMs: number;
  expected: string;
  arithmetic: ArithmeticLine[];
}

/** The window of a rule, as exactly as it was set: `10 minutes`, `90 seconds`, `150 minutes`. */
export function windowWords(windowMs: number): string {
  const seconds = windowMs / 1_000;
  if (seconds % 86_400 === 0) return many(seconds / 86_400, "day");
  if (seconds % 3_600 === 0) return many(seconds / 3_600, "hour");
  return seconds % 60 === 0 ? many(seconds / 60, "minute") : many(seconds, "second");
}
