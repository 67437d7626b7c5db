/** The value below which the share `q` (0 to 1) of the sorted values lies, by the nearest rank. NaN for none. */
export function quantile(sorted: ArrayLike<number>, q: number): number {
  if (sorted.length === 0) return Number.NaN;
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)]!;
}

export function median(values: readonly number[]): number {
  return quantile(
    values.toSorted((a, b) => a - b),
    0.5,
  );
}

export interface Latencies {
  count: number;
  p50: number;
  p99: number;
  max: number;
}

/** Milliseconds in, milliseconds out. */
export function latenciesOf(valuesMs: readonly number[]): Latencies {
  const sorted = Float64Array.from(valuesMs).sort();
  return { count: sorted.length, p50: quantile(sorted, 0.5), p99: quantile(sorted, 0.99), max: quantile(sorted, 1) };
}
