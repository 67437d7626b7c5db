import { type Change, type EventsAddress, isCustom, RANGES, type RangeName } from "./address.ts";
import type { HistogramData } from "./explore-data.ts";
import { barSpans } from "./histogram-scale.ts";

export interface InstantRange {
  from: string;
  to: string;
}

/** From the beginning of one bar to the end of another, in either order, within the range that was counted. */
export function rangeOfBars(data: HistogramData, one: number, other: number): InstantRange | undefined {
  const spans = barSpans(data);
  const first = spans[Math.min(one, other)];
  const last = spans[Math.max(one, other)];
  if (!first || !last) return undefined;
  const fromMs = Math.max(first.fromMs, Date.parse(data.from));
  const toMs = Math.min(last.toMs, Date.parse(data.to));
  return fromMs < toMs ? { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() } : undefined;
}

/** Where the keyboard or the mouse is: the bar under the cursor, and where a selection began. */
export interface Cursor {
  at: number;
  anchor?: number;
}

const STEPS: Record<string, (at: number, bars: number) => number> = {
  ArrowLeft: (at) => at - 1,
  ArrowDown: (at) => at - 1,
  ArrowRight: (at) => at + 1,
  ArrowUp: (at) => at + 1,
  PageUp: (at) => at + 10,
  PageDown: (at) => at - 10,
  Home: () => 0,
  End: (_, bars) => bars - 1,
};

/** The cursor after a key that moves it; undefined for any other key. The first arrow key brings it to the newest bar. */
export function moveCursor(cursor: Cursor | null, key: string, isExtending: boolean, bars: number): Cursor | undefined {
  const step = Object.hasOwn(STEPS, key) ? STEPS[key] : undefined;
  if (!step || bars === 0) return undefined;
  const before = cursor ? Math.min(cursor.at, bars - 1) : undefined;
  const wanted = before === undefined && key.startsWith("Arrow") ? bars - 1 : step(before ?? bars - 1, bars);
  const at = Math.min(bars - 1, Math.max(0, wanted));
  return isExtending ? { at, anchor: cursor?.anchor ?? before ?? at } : { at };
}

const OUT = 3;

/**
 * What shows more around the shown range: the next longer named range, or three times as long around the middle of a chosen one, open where
 * that reaches the present. Undefined when there is nothing more.
 */
export function zoomedOut(
  address: EventsAddress,
  shown: InstantRange,
  nowMs: number,
): Pick<Change, "range" | "from" | "to"> | undefined {
  if (!isCustom(address)) {
    const names = Object.keys(RANGES) as RangeName[];
    const next = names[names.indexOf(address.range) + 1];
    return next && { range: next, from: undefined, to: undefined };
  }
  const [fromMs, toMs] = [Date.parse(shown.from), Date.parse(shown.to)];
  const moreMs = ((toMs - fromMs) * (OUT - 1)) / 2;
  const to = toMs + moreMs < nowMs ? new Date(toMs + moreMs).toISOString() : undefined;
  return { from: new Date(fromMs - moreMs).toISOString(), to };
}
