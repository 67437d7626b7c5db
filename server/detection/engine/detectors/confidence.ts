import { number } from "./wording.ts";

const LEAST = 0.3;

export interface Confidence {
  value: number;
  words: string;
}

/** Nothing had to be learned. */
export const CERTAIN: Confidence = { value: 1, words: "1: it needs no history" };

/** 0.3 where there is just enough of something (`noun`, such as `days of history`), rising evenly to 1 at `full`. */
export function confidenceOf(have: number, needed: number, full: number, noun: string): Confidence {
  const share = full > needed ? Math.max(0, Math.min(1, (have - needed) / (full - needed))) : 1;
  const value = Math.round((LEAST + (1 - LEAST) * share) * 100) / 100;
  return {
    value,
    words: `${value}: ${LEAST} + ${number(1 - LEAST)} × ${number(share)}, from ${LEAST} at ${number(needed)} ${noun} to 1 at ${number(full)}; there were ${number(Math.floor(have))}`,
  };
}
