/** How far a count is above what it was in the stretches before. */
export interface Rise {
  expected: number;
  spread: number;
  score: number;
}

/**
 * `expected` is the mean of the stretches before. The spread is their standard deviation, at least the square root of the mean (of 1 where it is less), which is
 * what counts scatter by chance. The score is the distance in spreads.
 */
export function riseOf(value: number, before: readonly number[]): Rise {
  const expected = before.reduce((sum, one) => sum + one, 0) / Math.max(1, before.length);
  const variance = before.reduce((sum, one) => sum + (one - expected) ** 2, 0) / Math.max(1, before.length - 1);
  const spread = Math.max(Math.sqrt(variance), Math.sqrt(Math.max(expected, 1)));
  return { expected, spread, score: (value - expected) / spread };
}
