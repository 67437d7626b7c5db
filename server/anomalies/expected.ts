/** What is usual of a number, from the same stretch of weeks before. */
export interface Band {
  low: number;
  middle: number;
  high: number;
  /** How many weeks it rests on. */
  weeks: number;
}

export const WEEKS = 8;
export const WEEKS_MIN = 3;
/** The band is so many spreads wide to either side. */
export const WIDTH = 3;
/** Makes the median deviation of a normal distribution its standard deviation. */
const MAD_FACTOR = 1.4826;

export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/**
 * The band of counts: median of the weeks, and to either side three times the larger of 1.4826 times the median deviation from it and the square
 * root of the median (of 1 where it is less), which is what counts scatter by chance. Null for fewer than three weeks.
 */
export function countBand(weeks: readonly number[]): Band | null {
  if (weeks.length < WEEKS_MIN) return null;
  const middle = median(weeks);
  return bandOf(weeks, middle, Math.sqrt(Math.max(middle, 1)));
}

/**
 * The band of a share in percent of `events`: as that of counts, where chance makes it scatter by the square root of p (1 - p) / events; p is the share
 * of all the weeks, with one event more of either kind so that it is never none. Weeks without events say nothing.
 */
export function shareBand(weeks: readonly { part: number; events: number }[], events: number): Band | null {
  const known = weeks.filter((week) => week.events > 0);
  if (known.length < WEEKS_MIN || events === 0) return null;
  const shares = known.map((week) => (100 * week.part) / week.events);
  const sum = (key: "part" | "events") => known.reduce((total, week) => total + week[key], 0);
  const p = (sum("part") + 1) / (sum("events") + 2);
  const band = bandOf(shares, median(shares), 100 * Math.sqrt((p * (1 - p)) / events));
  return { ...band, high: Math.min(100, band.high) };
}

function bandOf(weeks: readonly number[], middle: number, spreadMin: number): Band {
  const deviation = median(weeks.map((week) => Math.abs(week - middle)));
  const spread = Math.max(MAD_FACTOR * deviation, spreadMin);
  return { low: Math.max(0, middle - WIDTH * spread), middle, high: middle + WIDTH * spread, weeks: weeks.length };
}
