import { DAY_MS, QUARTER_MS, type Span, wholeQuarters } from "./link.ts";

const WEEK_MS = 7 * DAY_MS;

/** A stretch of time in which the clocks of a zone are at the same distance from UTC. */
interface Stretch {
  fromMs: number;
  toMs: number;
  offsetMs: number;
}

export type BucketKind = "quarter" | "hour" | "day";

/** By the clock of the zone. `weekday` 0 is Monday. */
export interface LocalTime {
  /** Such as 2026-11-28. */
  date: string;
  weekday: number;
  hour: number;
  /** 0 to 3. */
  quarter: number;
}

/**
 * The clock of a zone within a span of time, daylight saving included. Offsets change at whole quarters of an hour, so that each quarter has one.
 * Costs a look-up a day, and some at each change.
 */
export class ZoneClock {
  readonly #stretches: Stretch[] = [];

  constructor(timeZone: string, { fromMs, toMs }: Span) {
    const format = new Intl.DateTimeFormat("en-GB", {
      timeZone,
      hourCycle: "h23",
      ...{ year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit" },
    });
    const offsetAt = (ms: number) => {
      const parts = new Map(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
      const [year, month, day] = [parts.get("year")!, parts.get("month")!, parts.get("day")!];
      return Date.UTC(year, month - 1, day, parts.get("hour"), parts.get("minute"), parts.get("second")) - ms;
    };
    const start = wholeQuarters({ fromMs, toMs }).fromMs - DAY_MS;
    let [at, offsetMs] = [start, offsetAt(start)];
    this.#stretches.push({ fromMs: Number.NEGATIVE_INFINITY, toMs: Number.POSITIVE_INFINITY, offsetMs });
    while (at < toMs + DAY_MS) {
      const next = at + DAY_MS;
      if (offsetAt(next) !== offsetMs) {
        let [low, high] = [at, next];
        while (high - low > QUARTER_MS) {
          const middle = low + Math.floor((high - low) / 2 / QUARTER_MS) * QUARTER_MS;
          if (offsetAt(middle) === offsetMs) low = middle;
          else high = middle;
        }
        offsetMs = offsetAt(high);
        this.#stretches.at(-1)!.toMs = high;
        this.#stretches.push({ fromMs: high, toMs: Number.POSITIVE_INFINITY, offsetMs });
        at = high;
      } else at = next;
    }
  }

  offsetAt(ms: number): number {
    return this.#stretches.find(({ toMs }) => ms < toMs)!.offsetMs;
  }

  localOf(ms: number): LocalTime {
    const local = new Date(ms + this.offsetAt(ms));
    return {
      date: local.toISOString().slice(0, 10),
      weekday: (local.getUTCDay() + 6) % 7,
      hour: local.getUTCHours(),
      quarter: Math.floor(local.getUTCMinutes() / 15),
    };
  }

  /**
   * The buckets that cover a span, oldest first: quarters, hours or days of the zone's clock, cut off at the ends of the span. An hour that the clock
   * goes through twice is two buckets; a day has 23 or 25 hours where it changes.
   */
  buckets(kind: BucketKind, { fromMs, toMs }: Span): Span[] {
    const sizeMs = { quarter: QUARTER_MS, hour: 4 * QUARTER_MS, day: DAY_MS }[kind];
    const found: Span[] = [];
    let last = "";
    for (let at = fromMs; at < toMs; at += QUARTER_MS) {
      const offsetMs = this.offsetAt(at);
      const floor = Math.floor((at + offsetMs) / sizeMs);
      const key = kind === "day" ? `${floor}` : `${floor} ${offsetMs}`;
      if (key === last) found.at(-1)!.toMs = at + QUARTER_MS;
      else found.push({ fromMs: at, toMs: at + QUARTER_MS });
      last = key;
    }
    return found;
  }

  /** The beginning of the hour of the zone's clock that comes at or after an instant. */
  nextHour(ms: number): number {
    const offsetMs = this.offsetAt(ms);
    return Math.ceil((ms + offsetMs) / (4 * QUARTER_MS)) * 4 * QUARTER_MS - offsetMs;
  }

  /**
   * A span whole weeks earlier, from and to the same times by the clock: daylight saving may have begun or ended in between, so that it may be longer
   * where the clocks change within it, or shorter, even empty. The clock has to know both.
   */
  weeksBefore({ fromMs, toMs }: Span, weeks: number): Span {
    const earlier = (ms: number) => {
      const before = ms - weeks * WEEK_MS;
      return before + this.offsetAt(ms) - this.offsetAt(before);
    };
    // The end belongs to the span by its last quarter, whose offset is the one that holds within it.
    return { fromMs: earlier(fromMs), toMs: earlier(toMs - 1) + 1 };
  }

  /** The beginning of the day of the zone's clock that an instant lies in. */
  dayStart(ms: number): number {
    const date = this.localOf(ms).date;
    let at = wholeQuarters({ fromMs: ms, toMs: ms }).fromMs;
    while (this.localOf(at - QUARTER_MS).date === date) at -= QUARTER_MS;
    return at;
  }
}
