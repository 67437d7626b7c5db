import type { TenantTransaction } from "../access/index.ts";
import { andNodes, type QueryNode } from "../query/index.ts";
import { addBit, type Bits, both, countBits, eachBit, either, endOf, noBits, without } from "./bits.ts";
import { COLUMN_FIELDS, type Column, type ColumnField } from "./columns.ts";
import { type Evaluated, entriesIn, evaluate } from "./evaluate.ts";
import { type Plan, Planner } from "./plan.ts";
import { bitsOf } from "./postings.ts";
import { readSeqRuns, type SegmentHead } from "./segments.sql.ts";
import { readTerm } from "./terms.ts";
import { columnsOf, headsWithin, readWave } from "./wave.ts";

/** One count over a segment; all that is wanted of one query is counted in one go. */
export type Tally =
  /** Events by outcome in the spans between the edges, which rise: `add(i, outcome, n)` for the span from edge i on. */
  | {
      kind: "spans";
      node: QueryNode;
      edgesMs: readonly number[];
      add(span: number, outcome: string, count: number): void;
    }
  /** Events by the values of a field; null for none. */
  | { kind: "values"; node: QueryNode; field: string; add(value: string | null, count: number): void }
  | { kind: "events"; node: QueryNode; add(count: number): void };

export interface CountInput {
  tallies: readonly Tally[];
  /** The time that everything is counted in, as a node. */
  range: QueryNode;
  untilMs: number;
  heads: readonly SegmentHead[];
  /** Which of the events with these seqs fit. */
  fits(node: QueryNode, seqs: number[], received: { fromMs: number; toMs: number }): Promise<Set<number>>;
  /** Whether enough was counted. */
  isEnough?(): boolean;
}

const WAVE = 8;
/** Whole fields are read of each: less of them at once. */
const WIDE_WAVE = 4;
/** So many events are looked at at once where the index cannot tell. */
const LOOKED_AT = 500;
/** How long that may take of a count in all. */
const LOOK_MS_MAX = 150;

/** How far a count came: of everything that occurred after `stoppedAtMs` nothing is missing; null when all was counted. */
export interface Counted {
  stoppedAtMs: number | null;
}

/** Counts segment by segment, those with the newest events first; `progress` says at any moment how far it came. */
export async function countEvents(tx: TenantTransaction, input: CountInput, progress: Counted): Promise<void> {
  const planner = new Planner();
  const planOf = new Map<QueryNode, Plan>();
  for (const { node } of input.tallies)
    if (!planOf.has(node)) planOf.set(node, planner.plan(andNodes(node, input.range)));
  const fieldRanges = new Map<string, number>();
  for (const tally of input.tallies)
    if (tally.kind === "values" && !isColumn(tally.field))
      fieldRanges.set(tally.field, planner.wholeField(tally.field));
  const instants = input.tallies.flatMap((tally) => (tally.kind === "spans" ? tally.edgesMs : []));
  const heads = headsWithin(input.heads, input.range).sort((a, b) => b.marks.at(-1)! - a.marks.at(-1)!);
  const looking = { ms: 0 };
  const width = planner.isWide ? WIDE_WAVE : WAVE;
  for (let at = 0; at < heads.length; at += width) {
    const wave = heads.slice(at, at + width);
    progress.stoppedAtMs = wave[0]!.marks.at(-1)!;
    if (performance.now() > input.untilMs || input.isEnough?.()) return;
    const segments = await readWave(tx, wave, planner, [...planOf.values()], instants);
    const columns = await waveColumns(tx, wave, input.tallies);
    for (const [i, segment] of segments.entries()) {
      progress.stoppedAtMs = segment.head.marks.at(-1)!;
      if (performance.now() > input.untilMs) return;
      const sets = new Map<QueryNode, Bits>();
      for (const [node, plan] of planOf) {
        const bits = await decide(tx, segment, node, plan, input, looking);
        if (!bits) return;
        sets.set(node, bits);
      }
      for (const tally of input.tallies)
        countOne(
          tally,
          segment,
          sets.get(tally.node)!,
          columns[i]!,
          fieldRanges.get("field" in tally ? tally.field : ""),
        );
    }
  }
  progress.stoppedAtMs = null;
}

export const isColumn = (field: string): field is ColumnField => (COLUMN_FIELDS as readonly string[]).includes(field);

async function waveColumns(
  tx: TenantTransaction,
  wave: readonly SegmentHead[],
  tallies: readonly Tally[],
): Promise<Map<ColumnField, Column>[]> {
  const fields = new Set<ColumnField>();
  for (const tally of tallies) {
    if (tally.kind === "spans") fields.add("outcome");
    if (tally.kind === "values" && isColumn(tally.field)) fields.add(tally.field);
  }
  const wanted = wave.flatMap((head) => [...fields].map((field) => ({ ...head, field })));
  const found = await columnsOf(tx, wanted);
  return wave.map((_, i) => new Map([...fields].map((field, f) => [field, found[i * fields.size + f]!])));
}

/** The events that fit, those that the index cannot tell looked at; undefined where there was no time for all of them. */
async function decide(
  tx: TenantTransaction,
  segment: Evaluated,
  node: QueryNode,
  plan: Plan,
  { fits }: CountInput,
  looking: { ms: number },
): Promise<Bits | undefined> {
  const { low, high } = evaluate(plan, segment);
  if (low === high) return low;
  const { head } = segment;
  const unsure = endOf(without(high, low), head.size, "highest");
  const more = noBits(head.size);
  for (let at = 0; at < unsure.length; at += LOOKED_AT) {
    if (looking.ms > LOOK_MS_MAX) return undefined;
    const beganMs = performance.now();
    const some = unsure.slice(at, at + LOOKED_AT);
    const seqs = await seqsOf(tx, head, some);
    const fitting = await fits(node, seqs, { fromMs: head.receivedFromMs, toMs: head.receivedToMs });
    seqs.forEach((seq, i) => {
      if (fitting.has(seq)) addBit(more, some[i]!);
    });
    looking.ms += performance.now() - beganMs;
  }
  return either(low, more);
}

async function seqsOf(tx: TenantTransaction, head: SegmentHead, ordinals: readonly number[]): Promise<number[]> {
  if (!head.isPermuted) return ordinals.map((at) => head.firstSeq + at);
  const runs = await readSeqRuns(
    tx,
    ordinals.map((from) => ({ ...head, from, to: from + 1 })),
  );
  return runs.map((run) => head.firstSeq + run[0]!);
}

function countOne(
  tally: Tally,
  segment: Evaluated,
  bits: Bits,
  columns: Map<ColumnField, Column>,
  range: number | undefined,
): void {
  if (tally.kind === "events") tally.add(countBits(bits));
  else if (tally.kind === "spans") countSpans(tally, segment, bits, columns.get("outcome")!);
  else if (isColumn(tally.field)) countColumn(tally, bits, columns.get(tally.field)!);
  else countTerms(tally, segment, bits, range!);
}

/** An event with several values counts for each. */
function countTerms(tally: Extract<Tally, { kind: "values" }>, segment: Evaluated, bits: Bits, range: number): void {
  let withValue = noBits(bits.size);
  for (const { term, postings } of entriesIn(segment, range)) {
    const own = bitsOf(postings, bits.size);
    const count = countBits(both(own, bits));
    withValue = either(withValue, own);
    if (count > 0) tally.add(readTerm(term).value, count);
  }
  const missing = countBits(without(bits, withValue));
  if (missing > 0) tally.add(null, missing);
}

function countColumn(tally: Extract<Tally, { kind: "values" }>, bits: Bits, { names, codes }: Column): void {
  if (!codes) {
    const count = countBits(bits);
    if (count > 0) tally.add(names[0]!, count);
    return;
  }
  const counts = new Uint32Array(names.length);
  eachBit(bits, (at) => {
    counts[codes[at]!]!++;
  });
  for (const [code, count] of counts.entries()) if (count > 0) tally.add(names[code]!, count);
}

function countSpans(
  { edgesMs, add }: Extract<Tally, { kind: "spans" }>,
  segment: Evaluated,
  bits: Bits,
  { names, codes }: Column,
): void {
  const edges = edgesMs.map((ms) => segment.ordinalAt(ms));
  for (let span = 0; span + 1 < edges.length; span++) {
    const [from, to] = [edges[span]!, edges[span + 1]!];
    if (from >= to) continue;
    const counts = new Uint32Array(names.length);
    for (let at = from; at < to; at++) if ((bits.words[at >>> 5]! >>> (at & 31)) & 1) counts[codes ? codes[at]! : 0]!++;
    for (const [code, count] of counts.entries()) if (count > 0) add(span, names[code]!, count);
  }
}
