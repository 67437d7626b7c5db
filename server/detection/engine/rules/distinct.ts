import { createHash } from "node:crypto";
import { listed, many, span } from "../detectors/wording.ts";
import type { CompiledRule } from "./compile-rule.ts";
import {
  dropFirst,
  firstAt,
  insertPoint,
  type Points,
  pointsMax,
  seqAt,
  seqsIn,
  sizeOf,
  surplusOf,
  timeAt,
} from "./points.ts";
import { type Moment, type Sighting, windowWords } from "./sighting.ts";

/** `values` has the value of each point. */
export interface Values {
  points: Points;
  values: string[];
}

const VALUE_CHARACTERS_MAX = 60;
/** Of one event so many values count. */
export const VALUES_OF_EVENT_MAX = 100;
const VALUES_SHOWN = 10;

/** Long values are kept by their beginning and a hash. */
export const shortValue = (value: string): string =>
  value.length <= VALUE_CHARACTERS_MAX
    ? value
    : `${value.slice(0, 40)}…${createHash("sha256").update(value).digest("base64url").slice(0, 16)}`;

/** Adds the values of an event; what is seen when a window that it is in has at least `count` different ones. */
export function observeDistinct(
  rule: CompiledRule,
  state: Values,
  { atMs, seq }: Moment,
  added: readonly string[],
): Sighting | undefined {
  const { definition, windowMs } = rule;
  if (definition.kind !== "distinct") return undefined;
  const { count, field } = definition;
  for (const value of added) addValue(state, atMs, seq, value, windowMs);
  const { points, values } = state;
  const surplus = surplusOf(points, windowMs, pointsMax(definition));
  dropFirst(points, surplus);
  values.splice(0, surplus);
  const window = richestWindow(state, atMs, windowMs);
  if (!window || window.different.length < count) return undefined;
  const { from, to, different } = window;
  const [fromMs, toMs] = [Math.min(atMs, timeAt(points, from)), Math.max(atMs, timeAt(points, to))];
  const isCut = from === 0 && sizeOf(points) === pointsMax(definition);
  const seen = `${isCut ? "at least " : ""}${different.length} different`;
  const limit = windowWords(windowMs);
  return {
    what: `${seen} ${field}`,
    seqs: [seq, ...seqsIn(points, from, to)],
    events: eventsIn(points, from, to),
    fromMs,
    toMs,
    expected: `fewer than ${count} different ${field} in ${limit}`,
    arithmetic: [
      {
        label: "Counted",
        value: `${seen} values of ${field}`,
        note: `within ${span(toMs - fromMs)}; the window is ${limit}`,
      },
      { label: "Values", value: listed(different, VALUES_SHOWN) },
      { label: "Limit", value: many(count, "value"), note: `${different.length} is at least ${count}` },
    ],
  };
}

/** Between two of the same value that lie within one window a third says nothing: whatever window has it has one of them. */
function addValue({ points, values }: Values, atMs: number, seq: number, value: string, windowMs: number): void {
  const at = insertPoint(points, atMs, seq);
  values.splice(at, 0, value);
  const same: number[] = [];
  for (let i = at; i >= 0 && timeAt(points, i) >= atMs - windowMs; i--) if (values[i] === value) same.unshift(i);
  for (let i = at + 1; i < values.length && timeAt(points, i) <= atMs + windowMs; i++)
    if (values[i] === value) same.push(i);
  for (let k = same.length - 2; k > 0; k--) {
    const [before, behind] = [same[k - 1]!, same[k + 1]!];
    if (timeAt(points, behind) - timeAt(points, before) > windowMs) continue;
    points.splice(2 * same[k]!, 2);
    values.splice(same[k]!, 1);
    same.splice(k, 1);
    for (let later = k; later < same.length; later++) same[later]!--;
  }
}

/** The values of one event stand next to each other. */
function eventsIn(points: Points, from: number, to: number): number {
  let events = 1;
  for (let i = from + 1; i <= to; i++) if (seqAt(points, i) !== seqAt(points, i - 1)) events++;
  return events;
}

/** Of the windows that hold `atMs` the one with the most different values, the earliest of those; undefined when the event is older than all that is remembered. */
function richestWindow({ points, values }: Values, atMs: number, windowMs: number) {
  const size = sizeOf(points);
  if (size === 0 || atMs < timeAt(points, 0)) return undefined;
  const first = firstAt(points, atMs - windowMs);
  const own = firstAt(points, atMs);
  const counts = new Map<string, number>();
  let best: { from: number; to: number; different: string[] } | undefined;
  let to = first - 1;
  for (let from = first; from <= own; from++) {
    // The event itself may stand for nothing more than its like before and behind it.
    const fromMs = from < own ? timeAt(points, from) : atMs;
    while (to + 1 < size && timeAt(points, to + 1) - fromMs <= windowMs) {
      to++;
      counts.set(values[to]!, (counts.get(values[to]!) ?? 0) + 1);
    }
    if (counts.size > (best?.different.length ?? 0)) best = { from, to, different: [...counts.keys()] };
    if (from === own) break;
    const left = counts.get(values[from]!)! - 1;
    if (left === 0) counts.delete(values[from]!);
    else counts.set(values[from]!, left);
  }
  return best;
}
