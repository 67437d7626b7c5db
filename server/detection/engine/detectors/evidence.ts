import { EVIDENCE_MAX } from "../../../findings/index.ts";

/** Seqs in ascending order, the first ones and the last where there are too many. */
export function evidence(seqs: Iterable<number>): number[] {
  const sorted = [...new Set(seqs)].sort((a, b) => a - b);
  return sorted.length <= EVIDENCE_MAX ? sorted : [...sorted.slice(0, EVIDENCE_MAX - 1), sorted.at(-1)!];
}
