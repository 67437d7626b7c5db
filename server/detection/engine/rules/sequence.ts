import { span } from "../detectors/wording.ts";
import type { CompiledRule } from "./compile-rule.ts";
import {
  dropFirst,
  insertPoint,
  type Points,
  SEQUENCE_POINTS_MAX,
  seqAt,
  sizeOf,
  surplusOf,
  timeAt,
} from "./points.ts";
import { type Moment, type Sighting, windowWords } from "./sighting.ts";

export interface Steps {
  /** The newest events of each step. */
  points: Points[];
  /** For each number of first steps the events that took them, in order, and began last. */
  begun: Points[];
}

const isBefore = (a: Moment, b: Moment) => a.atMs < b.atMs || (a.atMs === b.atMs && a.seq < b.seq);
const momentAt = (points: Points, i: number): Moment => ({ atMs: timeAt(points, i), seq: seqAt(points, i) });
const startOf = (chain: Points) => (chain.length === 0 ? Number.NEGATIVE_INFINITY : chain[0]!);

export const noSteps = (rule: CompiledRule): Steps => ({
  points: rule.matchers.map(() => []),
  begun: rule.matchers.map(() => []),
});

/** Takes an event for the steps that it fits; what is seen when the steps then follow each other within the window. */
export function observeSequence(
  rule: CompiledRule,
  state: Steps,
  moment: Moment,
  steps: readonly number[],
): Sighting | undefined {
  const { windowMs, matchers } = rule;
  let found: Points | undefined;
  // From the last step on, so that no event follows itself.
  for (const step of steps.toReversed()) {
    const chain = behind(state, step, moment);
    if (!chain) continue;
    const whole = ahead(state, step, chain, moment, windowMs);
    if (whole && (!found || startOf(whole) > startOf(found))) found = whole;
  }
  for (const step of steps) {
    const points = state.points[step]!;
    insertPoint(points, moment.atMs, moment.seq);
    dropFirst(points, surplusOf(points, windowMs, SEQUENCE_POINTS_MAX));
  }
  return found && sightingOf(rule, found, matchers.length);
}

/** The steps up to this one that end with the event and began last. */
function behind(state: Steps, step: number, moment: Moment): Points | undefined {
  const chain: Points = [moment.atMs, moment.seq];
  let isWhole = true;
  let next = moment;
  for (let one = step - 1; one >= 0 && isWhole; one--) {
    const points = state.points[one]!;
    let i = sizeOf(points) - 1;
    while (i >= 0 && !isBefore(momentAt(points, i), next)) i--;
    isWhole = i >= 0;
    if (!isWhole) break;
    next = momentAt(points, i);
    chain.unshift(next.atMs, next.seq);
  }
  const begun = step === 0 ? undefined : state.begun[step - 1]!;
  const isOpen = begun !== undefined && begun.length > 0 && isBefore(momentAt(begun, sizeOf(begun) - 1), moment);
  if (isOpen && (!isWhole || startOf(begun) > startOf(chain))) return [...begun, moment.atMs, moment.seq];
  return isWhole ? chain : undefined;
}

/** Goes on from the event to the last step by what is there already; remembers each part that begins later than the one that was known. */
function ahead(state: Steps, step: number, chain: Points, moment: Moment, windowMs: number): Points | undefined {
  let last = moment;
  const whole = [...chain];
  for (let one = step; ; one++) {
    if (last.atMs - startOf(whole) > windowMs) return undefined;
    if (one === state.points.length - 1) return whole;
    if (startOf(whole) > startOf(state.begun[one]!)) state.begun[one] = [...whole];
    const points = state.points[one + 1]!;
    let i = 0;
    while (i < sizeOf(points) && !isBefore(last, momentAt(points, i))) i++;
    if (i === sizeOf(points)) return undefined;
    last = momentAt(points, i);
    whole.push(last.atMs, last.seq);
  }
}

function sightingOf({ matchers, windowMs }: CompiledRule, chain: Points, steps: number): Sighting {
  const [fromMs, toMs] = [timeAt(chain, 0), timeAt(chain, steps - 1)];
  const limit = windowWords(windowMs);
  return {
    what: `${steps} steps in order`,
    seqs: matchers.map((_, i) => seqAt(chain, i)),
    events: steps,
    fromMs,
    toMs,
    expected: `not these ${steps} steps in order in ${limit}`,
    arithmetic: [
      ...matchers.map(({ query }, i) => ({
        label: `Step ${i + 1}`,
        value: new Date(timeAt(chain, i)).toISOString(),
        note: `seq ${seqAt(chain, i)}: ${query === "" ? "any event" : query}`,
      })),
      { label: "First to last", value: span(toMs - fromMs), note: `the window is ${limit}` },
    ],
  };
}
