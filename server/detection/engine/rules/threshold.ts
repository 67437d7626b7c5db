import { many, number, span } from "../detectors/wording.ts";
import type { CompiledRule } from "./compile-rule.ts";
import {
  dropFirst,
  firstAt,
  insertPoint,
  type Points,
  pointsMax,
  seqsIn,
  sizeOf,
  surplusOf,
  timeAt,
} from "./points.ts";
import { type Moment, type Sighting, windowWords } from "./sighting.ts";

/** The window of at most windowMs around the place `i` with the most events, the earliest of those: from and to, both included. */
function fullestWindow(points: Points, i: number, windowMs: number): [number, number] {
  const last = sizeOf(points) - 1;
  const first = firstAt(points, timeAt(points, i) - windowMs);
  if (i === last) return [first, last];
  let best: [number, number] = [i, i];
  let to = i;
  for (let from = first; from <= i; from++) {
    while (to < last && timeAt(points, to + 1) - timeAt(points, from) <= windowMs) to++;
    if (to - from > best[1] - best[0]) best = [from, to];
  }
  return best;
}

/** Counts an event; what is seen when at least `count` lie within a window that it is in. */
export function observeThreshold(rule: CompiledRule, points: Points, { atMs, seq }: Moment): Sighting | undefined {
  const { definition, windowMs } = rule;
  if (definition.kind !== "threshold") return undefined;
  const { count } = definition;
  const max = pointsMax(definition);
  const place = insertPoint(points, atMs, seq);
  const surplus = surplusOf(points, windowMs, max);
  dropFirst(points, surplus);
  if (place < surplus) return undefined;
  const [from, to] = fullestWindow(points, place - surplus, windowMs);
  const events = to - from + 1;
  if (events < count) return undefined;
  const [fromMs, toMs] = [timeAt(points, from), timeAt(points, to)];
  const isCut = from === 0 && sizeOf(points) === max;
  const seen = `${isCut ? "at least " : ""}${many(events, "event")}`;
  const limit = windowWords(windowMs);
  return {
    what: seen,
    seqs: seqsIn(points, from, to),
    events,
    fromMs,
    toMs,
    expected: `fewer than ${many(count, "event")} in ${limit}`,
    arithmetic: [
      { label: "Counted", value: seen, note: `within ${span(toMs - fromMs)}; the window is ${limit}` },
      { label: "Limit", value: many(count, "event"), note: `${number(events)} is at least ${number(count)}` },
    ],
  };
}
