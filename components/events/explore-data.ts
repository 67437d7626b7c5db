export const OUTCOMES = ["success", "failure", "denied", "unknown"] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** How far a bounded count came: at or after `covered_from` everything was counted; null when all of the range was. */
export interface Covered {
  is_lower_bound: boolean;
  covered_from: string | null;
}

export type HistogramBucket = { at: string } & Record<Outcome, number>;

/** Events over time by outcome; the first and the last bucket may reach beyond the range. */
export interface HistogramData extends Covered {
  from: string;
  to: string;
  interval: string;
  buckets: HistogramBucket[];
}

export interface FacetValue {
  value: string;
  count: number;
  /** The name of what `value` is the id of. */
  label?: string;
}

export interface FacetData extends Covered {
  field: string;
  values: FacetValue[];
  /** Events with any other value, and with none. */
  others: number;
  missing: number;
}

/** What the machine API says of a query and a range beside the list. */
export interface ExploreData {
  histogram: HistogramData;
  previous: HistogramData | null;
  facets: FacetData[];
  /** Facets that the reader may not see, and why. */
  refused: { field: string; message: string }[];
}

export const totalOf = (bucket: Record<Outcome, number>): number =>
  bucket.success + bucket.failure + bucket.denied + bucket.unknown;

export const eventsIn = (data: HistogramData): number => data.buckets.reduce((sum, bucket) => sum + totalOf(bucket), 0);
