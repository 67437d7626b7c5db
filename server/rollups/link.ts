import { formatTerm, type QueryField } from "../query/index.ts";

/** A question to the Events page whose answer is what a number counts; `from` is included, `to` is not. RFC 3339; null is without end. */
export interface EventLink {
  q: string;
  from: string | null;
  to: string | null;
}

/** A stretch of event time, milliseconds since 1970: whole quarters of an hour, the end excluded. */
export interface Span {
  fromMs: number;
  toMs: number;
}

export const QUARTER_MS = 900_000;
export const DAY_MS = 86_400_000;

/** The quarters that hold the stretch. */
export const wholeQuarters = ({ fromMs, toMs }: Span): Span => ({
  fromMs: Math.floor(fromMs / QUARTER_MS) * QUARTER_MS,
  toMs: Math.ceil(toMs / QUARTER_MS) * QUARTER_MS,
});

export const linkOf = (q: string, span: Span | null): EventLink => ({
  q,
  from: span && new Date(span.fromMs).toISOString(),
  to: span && new Date(span.toMs).toISOString(),
});

/**
 * Terms that all hold, in a form that the Events page counts as the roll-ups do: it shows Sealtrail's own reads to whoever asks about an
 * origin, and they are not counted.
 */
export function queryOf(...terms: [field: QueryField, value: string][]): string {
  const written = terms.map(([field, value]) => formatTerm(field, value));
  const isOfSealtrail = terms.some(([field, value]) => field === "origin" && value === "sealtrail");
  return [...written, ...(isOfSealtrail ? ["-crud:r"] : [])].join(" ");
}

/** How far the counts follow the ledger. */
export interface Freshness {
  /** Every event before this seq is counted. */
  countedTo: number;
  /** Events in the ledger. */
  ledgerSize: number;
}
