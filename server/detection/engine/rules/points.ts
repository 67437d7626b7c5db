import { EVIDENCE_MAX } from "../../../findings/index.ts";
import type { RuleDefinition } from "../../schemas.ts";
import { OLD_MS } from "../engine.ts";

/** Events of a group in the order of their time, then of seq: `[time, seq, time, seq, ...]`. */
export type Points = number[];

/** More than a window takes, so that what comes late finds its like. */
const POINTS_SPARE = 48;

/** How many events a group remembers at most; the newest of them. */
export function pointsMax(definition: RuleDefinition): number {
  switch (definition.kind) {
    case "threshold":
      return 2 * definition.count + POINTS_SPARE;
    // Of one value up to three within a window.
    case "distinct":
      return 3 * definition.count + POINTS_SPARE;
    case "sequence":
      return SEQUENCE_POINTS_MAX * definition.steps.length;
    case "absence":
      return 1;
  }
}
/** Of each step. */
export const SEQUENCE_POINTS_MAX = 64;

export const sizeOf = (points: Points): number => points.length / 2;
export const timeAt = (points: Points, i: number): number => points[2 * i]!;
export const seqAt = (points: Points, i: number): number => points[2 * i + 1]!;

/** Puts an event where its time belongs; gives its place. */
export function insertPoint(points: Points, atMs: number, seq: number): number {
  let i = sizeOf(points);
  while (i > 0 && (timeAt(points, i - 1) > atMs || (timeAt(points, i - 1) === atMs && seqAt(points, i - 1) > seq))) i--;
  if (i === sizeOf(points)) points.push(atMs, seq);
  else points.splice(2 * i, 0, atMs, seq);
  return i;
}

/** How many at the beginning are no longer needed: those that no event of the last day could meet within the window, and those beyond `max`. */
export function surplusOf(points: Points, windowMs: number, max: number): number {
  const size = sizeOf(points);
  const fromMs = timeAt(points, size - 1) - windowMs - OLD_MS;
  let surplus = Math.max(0, size - max);
  while (surplus < size && timeAt(points, surplus) < fromMs) surplus++;
  return surplus;
}

export const dropFirst = (points: Points, count: number): void => {
  if (count > 0) points.splice(0, 2 * count);
};

/** The first place at or behind `atMs`. */
export function firstAt(points: Points, atMs: number): number {
  let [low, high] = [0, sizeOf(points)];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (timeAt(points, middle) < atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Seqs of the first events of a window and of its last, as evidence takes them. */
export function seqsIn(points: Points, from: number, to: number): number[] {
  const seqs: number[] = [];
  for (let i = from; i < to && seqs.length < EVIDENCE_MAX - 1; i++) seqs.push(seqAt(points, i));
  seqs.push(seqAt(points, to));
  return seqs;
}
