import type { TenantTransaction } from "../access/index.ts";
import { runtime } from "../runtime.ts";
import { withinMs } from "./within-ms.sql.ts";

const DAY_MS = 86_400_000;
const COUNT_MAX = 100_000;
const COUNT_MS_MAX = 2_000;
/** No event is older than the first partition may be. */
const BACK_MS_MAX = 20 * 366 * DAY_MS;

/** How far a count came that is bounded by a number of events and by time. */
export interface Covered {
  /** There may be more than was counted. */
  is_lower_bound: boolean;
  /** What was counted occurred at or after this, RFC 3339; null when all of it was. */
  covered_from: string | null;
}

interface Span {
  from: Date | undefined;
  to: Date | undefined;
  /** How many events may still be counted. */
  max: number;
}

/**
 * Counts from the newest event backwards, over spans that double from a day on, until the range, 100,000 events or 2 s are through.
 * `countSpan` counts one span and gives how many events it was.
 */
export async function countBackwards(
  tx: TenantTransaction,
  { from, to }: { from?: Date | undefined; to?: Date | undefined },
  countSpan: (span: Span) => Promise<number>,
): Promise<Covered> {
  const untilMs = performance.now() + COUNT_MS_MAX;
  const endMs = to?.getTime() ?? runtime().clock.now().getTime() + DAY_MS;
  const startMs = from?.getTime() ?? endMs - BACK_MS_MAX;
  let counted = 0;
  for (let backMs = 0; endMs - backMs > startMs; ) {
    const nextMs = Math.min(endMs - startMs, 2 * backMs + DAY_MS);
    const isLast = nextMs === endMs - startMs;
    const span: Span = {
      from: isLast ? from : new Date(endMs - nextMs),
      to: backMs === 0 ? to : new Date(endMs - backMs),
      max: COUNT_MAX + 1 - counted,
    };
    const more = await withinMs(tx, untilMs - performance.now(), () => countSpan(span));
    const coveredFrom = new Date(endMs - backMs).toISOString();
    if (more === undefined || counted + more > COUNT_MAX) return { is_lower_bound: true, covered_from: coveredFrom };
    counted += more;
    backMs = nextMs;
  }
  return { is_lower_bound: false, covered_from: null };
}
