import { COLUMN_FIELDS, type Column, type ColumnField, ColumnWriter } from "./columns.ts";
import { eachPosting, type Postings, packPostings } from "./postings.ts";
import type { Entry, Segment } from "./segment.ts";

/** Makes one segment of several that follow each other without a gap, the lowest seqs first. */
export function mergeSegments(parts: readonly Segment[]): Segment {
  const first = parts[0]!;
  const { times, seqs, ordinals } = mergeTimes(parts);
  return {
    firstSeq: first.firstSeq,
    endSeq: parts.at(-1)!.endSeq,
    level: Math.max(...parts.map((part) => part.level)) + 1,
    times,
    seqs,
    receivedFromMs: Math.min(...parts.map((part) => part.receivedFromMs)),
    receivedToMs: Math.max(...parts.map((part) => part.receivedToMs)),
    columns: new Map(COLUMN_FIELDS.map((field) => [field, mergeColumn(field, parts, ordinals, times.length)])),
    dictionary: mergeDictionaries(parts, ordinals, times.length),
  };
}

/** Where each ordinal of a part went: to `base` + ordinal where `moved` is null. */
interface Moves {
  base: number;
  moved: Uint32Array | null;
}

const ordinalIn = ({ base, moved }: Moves, ordinal: number) => (moved ? moved[ordinal]! : base + ordinal);

function mergeTimes(parts: readonly Segment[]): Pick<Segment, "times" | "seqs"> & { ordinals: Moves[] } {
  const size = parts.reduce((sum, part) => sum + part.times.length, 0);
  const firstSeq = parts[0]!.firstSeq;
  const seqOf = (part: Segment, ordinal: number) =>
    part.firstSeq - firstSeq + (part.seqs ? part.seqs[ordinal]! : ordinal);
  const times = new Float64Array(size);
  const seqs = new Uint32Array(size);
  const heads = parts.map(() => 0);
  const moved = parts.map((part) => new Uint32Array(part.times.length));
  for (let at = 0; at < size; at++) {
    let next = -1;
    for (let p = 0; p < parts.length; p++) {
      if (heads[p]! >= parts[p]!.times.length) continue;
      // Of equal times the part with the lower seqs comes first.
      if (next < 0 || parts[p]!.times[heads[p]!]! < parts[next]!.times[heads[next]!]!) next = p;
    }
    const ordinal = heads[next]!++;
    times[at] = parts[next]!.times[ordinal]!;
    seqs[at] = seqOf(parts[next]!, ordinal);
    moved[next]![ordinal] = at;
  }
  const ordinals = moved.map((list): Moves => {
    const base = list[0]!;
    return { base, moved: list.every((at, i) => at === base + i) ? null : list };
  });
  return { times, seqs: seqs.every((seq, i) => seq === i) ? null : seqs, ordinals };
}

function mergeColumn(field: ColumnField, parts: readonly Segment[], ordinals: readonly Moves[], size: number): Column {
  const writer = new ColumnWriter(size);
  parts.forEach((part, p) => {
    const { names, codes } = part.columns.get(field)!;
    for (let i = 0; i < part.times.length; i++) writer.set(ordinalIn(ordinals[p]!, i), names[codes ? codes[i]! : 0]!);
  });
  return writer.take();
}

function* mergeDictionaries(parts: readonly Segment[], ordinals: readonly Moves[], size: number): Generator<Entry> {
  const readers = parts.map((part) => part.dictionary[Symbol.iterator]());
  const heads = readers.map((reader) => reader.next());
  for (;;) {
    let term: string | undefined;
    for (const head of heads) if (!head.done && (term === undefined || head.value.term < term)) term = head.value.term;
    if (term === undefined) return;
    const lists: { part: number; postings: Postings }[] = [];
    heads.forEach((head, part) => {
      if (head.done || head.value.term !== term) return;
      lists.push({ part, postings: head.value.postings });
      heads[part] = readers[part]!.next();
    });
    yield { term, postings: mergePostings(lists, parts, ordinals, size) };
  }
}

function mergePostings(
  lists: readonly { part: number; postings: Postings }[],
  parts: readonly Segment[],
  ordinals: readonly Moves[],
  size: number,
): Postings {
  const merged = new Uint32Array(lists.reduce((sum, { postings }) => sum + postings.count, 0));
  let count = 0;
  let isSorted = true;
  for (const { part, postings } of lists) {
    const moves = ordinals[part]!;
    eachPosting(postings, parts[part]!.times.length, (ordinal) => {
      const at = ordinalIn(moves, ordinal);
      if (count > 0 && at < merged[count - 1]!) isSorted = false;
      merged[count++] = at;
    });
  }
  return packPostings(isSorted ? merged : merged.sort(), size);
}
