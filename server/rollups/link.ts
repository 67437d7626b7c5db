import { formatTerm, QUERY_CHARACTERS_MAX, type QueryField } from "../query/index.ts";

/** A question to the Events page whose answer is what a number counts; `from` is included, `to` is not. RFC 3339; null is without end. */
export interface EventLink {
  q: string;
  /** Whether trail events of reads are among the answer, as the list of events takes it. They are counted nowhere, so that numbers hide them. */
  reads: "hide" | "show";
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

/** What is counted within the span, or of all time; null where the query is longer than the Events page reads. */
export function linkOf(q: "", span: Span | null): EventLink;
export function linkOf(q: string, span: Span | null): EventLink | null;
export function linkOf(q: string, span: Span | null): EventLink | null {
  if (q.length > QUERY_CHARACTERS_MAX) return null;
  return {
    q,
    reads: "hide",
    from: span && new Date(span.fromMs).toISOString(),
    to: span && new Date(span.toMs).toISOString(),
  };
}

/** One event, whatever it is. */
export const linkToEvent = (seq: number): EventLink => ({ q: `seq:${seq}`, reads: "show", from: null, to: null });

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
  /** The oldest event that is not counted has waited for more than ten seconds: much may be missing. */
  isBehind: boolean;
}
