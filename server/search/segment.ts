import type { SealedEvent } from "#tlog";
import { deriveColumns } from "../ledger/index.ts";
import { COLUMN_FIELDS, type Column, type ColumnField, ColumnWriter, columnValue } from "./columns.ts";
import { type Postings, packPostings } from "./postings.ts";
import { eachTerm, fieldStart, termOf } from "./terms.ts";

/**
 * A part of the index over the seqs from `firstSeq` on and before `endSeq`, all of them. Its events are numbered from 0 by
 * (occurred_at, seq): ordinals, which everything else in it speaks of.
 */
export interface Segment {
  firstSeq: number;
  endSeq: number;
  /** How many times it was merged. */
  level: number;
  /** occurred_at by ordinal, rising; milliseconds since 1970. */
  times: Float64Array;
  /** seq - firstSeq by ordinal; null where they are the same. */
  seqs: Uint32Array | null;
  receivedFromMs: number;
  receivedToMs: number;
  columns: Map<ColumnField, Column>;
  /** Every term once, in the order of its bytes. */
  dictionary: Iterable<Entry>;
}

export interface Entry {
  term: string;
  postings: Postings;
}

/** Makes a segment of events that follow each other without a gap, the lowest seq first. */
export function buildSegment(firstSeq: number, events: readonly SealedEvent[]): Segment {
  const size = events.length;
  const rows = events.map((event, i) => ({ event, offset: i, columns: deriveColumns(event) }));
  rows.sort((a, b) => a.columns.occurredAtMs - b.columns.occurredAtMs || a.offset - b.offset);
  const postings: FieldPostings = new Map();
  const columns = new Map(COLUMN_FIELDS.map((field) => [field, new ColumnWriter(size)]));
  let [receivedFromMs, receivedToMs] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  rows.forEach(({ event, columns: own }, ordinal) => {
    eachTerm(event, own, (field, value) => {
      let lists = postings.get(field);
      if (!lists) {
        lists = new Map();
        postings.set(field, lists);
      }
      const list = lists.get(value);
      if (!list) lists.set(value, [ordinal]);
      else if (list[list.length - 1] !== ordinal) list.push(ordinal);
    });
    for (const [field, writer] of columns) writer.set(ordinal, columnValue(field, event, own));
    const receivedMs = Date.parse(event.received_at);
    receivedFromMs = Math.min(receivedFromMs, receivedMs);
    receivedToMs = Math.max(receivedToMs, receivedMs);
  });
  return {
    firstSeq,
    endSeq: firstSeq + size,
    level: 0,
    times: Float64Array.from(rows, (row) => row.columns.occurredAtMs),
    seqs: rows.every((row, i) => row.offset === i) ? null : Uint32Array.from(rows, (row) => row.offset),
    receivedFromMs,
    receivedToMs,
    columns: new Map([...columns].map(([field, writer]) => [field, writer.take()])),
    dictionary: entriesOf(postings, size),
  };
}

/** The ordinals by field and value. */
type FieldPostings = Map<string, Map<string, number[]>>;

function* entriesOf(postings: FieldPostings, size: number): Generator<Entry> {
  const fields = [...postings.keys()].map((field) => ({ field, start: fieldStart(field) }));
  for (const { field } of fields.sort((a, b) => (a.start < b.start ? -1 : 1))) {
    const terms = [...postings.get(field)!].map(([value, ordinals]) => ({ term: termOf(field, value), ordinals }));
    terms.sort((a, b) => (a.term < b.term ? -1 : a.term > b.term ? 1 : 0));
    for (let at = 0; at < terms.length; at++) {
      const { term, ordinals } = terms[at]!;
      // Several long values can have the same term.
      const all = [ordinals];
      while (terms[at + 1]?.term === term) all.push(terms[++at]!.ordinals);
      const merged = all.length === 1 ? ordinals : [...new Set(all.flat())].sort((a, b) => a - b);
      yield { term, postings: packPostings(merged, size) };
    }
  }
}
