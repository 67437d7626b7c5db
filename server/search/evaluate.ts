import { addBits, allBits, type Bits, bitsBetween, both, either, noBits, others } from "./bits.ts";
import { unpackBlock } from "./blocks.ts";
import type { Plan, ValueTest } from "./plan.ts";
import { addPostings } from "./postings.ts";
import type { SegmentHead, TermRange } from "./segments.sql.ts";
import { readTerm } from "./terms.ts";

/** What a segment says of a query: the events that surely fit, and those of which one may. */
export interface Bounds {
  low: Bits;
  high: Bits;
}

/** One segment with what was read of it. */
export interface Evaluated {
  head: SegmentHead;
  ranges: readonly TermRange[];
  /** The blocks of each range. */
  blocks: readonly (readonly Uint8Array[])[];
  /** The first ordinal at or after an instant in milliseconds since 1970; every instant of the plan has been looked up. */
  ordinalAt(ms: number): number;
  /** seq - first_seq by ordinal, where the plan asks for seqs and they are permuted. */
  seqs: Uint32Array | null;
  /** What was found of a plan before. */
  found: Map<Plan, Bounds>;
}

export function evaluate(plan: Plan, segment: Evaluated): Bounds {
  const { size } = segment.head;
  const exact = (bits: Bits): Bounds => ({ low: bits, high: bits });
  switch (plan.kind) {
    case "all":
      return exact(allBits(size));
    case "unknown":
      return { low: noBits(size), high: allBits(size) };
    case "not": {
      const { low, high } = evaluate(plan.plan, segment);
      if (low === high) return exact(others(low));
      return { low: others(high), high: others(low) };
    }
    case "maybe":
      return { low: noBits(size), high: evaluate(plan.plan, segment).high };
    case "and":
      return joined(plan.plans, segment, both, allBits(size));
    case "or":
      return joined(plan.plans, segment, either, noBits(size));
    case "terms": {
      const bounds = segment.found.get(plan) ?? evaluateTerms(plan.range, plan.test, segment);
      segment.found.set(plan, bounds);
      return bounds;
    }
    case "seq":
      return exact(bitsOfSeqs(segment, plan.from, plan.to));
    case "seqs":
      return exact(bitsOfList(segment, plan.seqs));
    case "time": {
      const from = plan.fromMs === null ? 0 : segment.ordinalAt(plan.fromMs);
      return exact(bitsBetween(size, from, plan.toMs === null ? size : segment.ordinalAt(plan.toMs)));
    }
  }
}

function joined(plans: readonly Plan[], segment: Evaluated, join: (a: Bits, b: Bits) => Bits, none: Bits): Bounds {
  let result: Bounds | undefined;
  for (const plan of plans) {
    const next = evaluate(plan, segment);
    if (!result) result = next;
    else if (result.low === result.high && next.low === next.high) {
      const bits = join(result.low, next.low);
      result = { low: bits, high: bits };
    } else result = { low: join(result.low, next.low), high: join(result.high, next.high) };
  }
  return result ?? { low: none, high: none };
}

function evaluateTerms(range: number, test: ValueTest | undefined, segment: Evaluated): Bounds {
  const low = noBits(segment.head.size);
  let unsure: Bits | undefined;
  for (const { term, postings } of entriesIn(segment, range)) {
    const { value, isCut } = test ? readTerm(term) : { value: "", isCut: false };
    const fits = test ? test(value, isCut) : true;
    if (fits) addPostings(low, postings);
    else if (fits === null) {
      unsure ??= noBits(segment.head.size);
      addPostings(unsure, postings);
    }
  }
  if (!unsure) return { low, high: low };
  addBits(unsure, low);
  return { low, high: unsure };
}

/** The entries of the segment's dictionary in a range. */
export function* entriesIn({ ranges, blocks }: Evaluated, range: number) {
  const { lo, hi } = ranges[range]!;
  for (const bytes of blocks[range]!)
    for (const entry of unpackBlock(bytes)) {
      if (entry.term > hi) break;
      if (entry.term >= lo) yield entry;
    }
}

function bitsOfSeqs({ head, seqs }: Evaluated, from: number, to: number | null): Bits {
  const first = from - head.firstSeq;
  const last = to === null ? head.size - 1 : to - head.firstSeq;
  if (!head.isPermuted || (first <= 0 && last >= head.size - 1) || first >= head.size || last < 0)
    return bitsBetween(head.size, first, last + 1);
  if (!seqs) throw new Error("the seqs of a segment were not read");
  const bits = noBits(head.size);
  seqs.forEach((seq, at) => {
    if (seq >= first && seq <= last) bits.words[at >>> 5]! |= 1 << (at & 31);
  });
  return bits;
}

/** Those of the list that lie in the segment. */
function bitsOfList({ head, seqs }: Evaluated, list: readonly number[]): Bits {
  const bits = noBits(head.size);
  const set = (at: number) => {
    bits.words[at >>> 5]! |= 1 << (at & 31);
  };
  const own = list.map((seq) => seq - head.firstSeq).filter((seq) => seq >= 0 && seq < head.size);
  if (!head.isPermuted) {
    own.forEach(set);
    return bits;
  }
  if (!seqs) throw new Error("the seqs of a segment were not read");
  const wanted = new Set(own);
  if (wanted.size > 0)
    seqs.forEach((seq, at) => {
      if (wanted.has(seq)) set(at);
    });
  return bits;
}
