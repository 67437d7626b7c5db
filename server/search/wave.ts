import type { TenantTransaction } from "../access/index.ts";
import type { QueryNode } from "../query/index.ts";
import type { Column, ColumnField } from "./columns.ts";
import type { Evaluated } from "./evaluate.ts";
import { PieceCache } from "./piece-cache.ts";
import type { Plan, Planner } from "./plan.ts";
import {
  listSegments,
  MARK_EVERY,
  readBlocks,
  readColumns,
  readHeads,
  readSeqRuns,
  readTimes,
  type SegmentHead,
  type SegmentName,
} from "./segments.sql.ts";

const HEAD_BYTES_MAX = 32 << 20;
const COLUMN_BYTES_MAX = 256 << 20;
const NAME_BYTES = 64;

const heads = new PieceCache<SegmentHead>(HEAD_BYTES_MAX);
const columns = new PieceCache<Column>(COLUMN_BYTES_MAX);
const nameOf = (tx: TenantTransaction, { firstSeq, endSeq }: SegmentName, field = "") =>
  `${tx.tenantId} ${firstSeq} ${endSeq} ${field}`;

/** The heads of the tenant's live segments, the lowest seqs first. */
export async function liveHeads(tx: TenantTransaction): Promise<SegmentHead[]> {
  const names = await listSegments(tx);
  const missing = names.filter((name) => !heads.get(nameOf(tx, name)));
  const read = new Map<string, SegmentHead>();
  for (const head of await readHeads(tx, missing)) {
    read.set(nameOf(tx, head), head);
    heads.set(nameOf(tx, head), head, head.marks.byteLength + NAME_BYTES);
  }
  return names.map((name) => {
    const head = read.get(nameOf(tx, name)) ?? heads.get(nameOf(tx, name));
    if (!head) throw new Error("a segment of the search index is gone");
    return head;
  });
}

/** The segments that may hold an event of the times that must all hold. */
export function headsWithin(all: readonly SegmentHead[], node: QueryNode): SegmentHead[] {
  const times = (node.kind === "and" ? node.nodes : [node]).flatMap((one) =>
    one.kind === "term" && one.match === "time" ? [one] : [],
  );
  return all.filter(({ marks }) =>
    times.every(
      ({ fromMs, toMs }) => (fromMs === null || marks.at(-1)! >= fromMs) && (toMs === null || marks[0]! < toMs),
    ),
  );
}

/** Columns of segments, from memory where they were read before; in the order asked for. */
export async function columnsOf(
  tx: TenantTransaction,
  wanted: readonly (SegmentName & { field: ColumnField })[],
): Promise<Column[]> {
  const found = wanted.map((one) => columns.get(nameOf(tx, one, one.field)));
  const missing = wanted.filter((_, i) => !found[i]);
  const read = new Map<string, Column>();
  for (const { field, column, ...name } of await readColumns(tx, missing)) {
    read.set(nameOf(tx, name, field), column);
    const bytes = (column.codes?.byteLength ?? 0) + NAME_BYTES * (column.names.length + 1);
    columns.set(nameOf(tx, name, field), column, bytes);
  }
  return wanted.map((one, i) => {
    const column = found[i] ?? read.get(nameOf(tx, one, one.field));
    if (!column) throw new Error("a column of the search index is gone");
    return column;
  });
}

/** Reads what the plans need of some segments: three statements at most. */
export async function readWave(
  tx: TenantTransaction,
  wave: readonly SegmentHead[],
  planner: Planner,
  plans: readonly Plan[],
  instants: readonly number[] = [],
): Promise<Evaluated[]> {
  const cuts = await cutsOf(tx, wave, [...new Set([...plans.flatMap(instantsOf), ...instants])]);
  const permuted = plans.some(asksForSeqs) ? wave.filter((head) => head.isPermuted) : [];
  const runs = await readSeqRuns(
    tx,
    permuted.map((head) => ({ ...head, from: 0, to: head.size })),
  );
  const found = await readBlocks(tx, wave, planner.ranges);
  const blocks = new Map(wave.map((head) => [head.firstSeq, planner.ranges.map(() => [] as Uint8Array[])]));
  for (const { firstSeq, range, bytes } of found) blocks.get(firstSeq)![range]!.push(bytes);
  return wave.map((head, i) => ({
    head,
    ranges: planner.ranges,
    blocks: blocks.get(head.firstSeq)!,
    ordinalAt: (ms) => cuts[i]!.get(ms) ?? ordinalByMarks(head, ms),
    seqs: runs[permuted.indexOf(head)] ?? null,
    found: new Map(),
  }));
}

function instantsOf(plan: Plan): number[] {
  if (plan.kind === "time") return [plan.fromMs, plan.toMs].filter((ms) => ms !== null);
  if (plan.kind === "not" || plan.kind === "maybe") return instantsOf(plan.plan);
  return plan.kind === "and" || plan.kind === "or" ? plan.plans.flatMap(instantsOf) : [];
}

function asksForSeqs(plan: Plan): boolean {
  if (plan.kind === "not" || plan.kind === "maybe") return asksForSeqs(plan.plan);
  return (
    plan.kind === "seq" ||
    plan.kind === "seqs" ||
    ((plan.kind === "and" || plan.kind === "or") && plan.plans.some(asksForSeqs))
  );
}

/** Where all events lie on one side of the instant. */
const isBeside = ({ marks }: SegmentHead, ms: number) => ms <= marks[0]! || ms > marks.at(-1)!;

function ordinalByMarks(head: SegmentHead, ms: number): number {
  if (!isBeside(head, ms)) throw new Error("an instant of a plan was not looked up");
  return ms <= head.marks[0]! ? 0 : head.size;
}

/** For each segment the first ordinal at or after each instant that lies within it. */
async function cutsOf(
  tx: TenantTransaction,
  wave: readonly SegmentHead[],
  instants: readonly number[],
): Promise<Map<number, number>[]> {
  const wanted = wave.flatMap((head, segment) =>
    instants.filter((ms) => !isBeside(head, ms)).map((ms) => ({ segment, ms, ...sliceAround(head, ms) })),
  );
  const slices = await readTimes(tx, wanted);
  const cuts = wave.map(() => new Map<number, number>());
  wanted.forEach(({ segment, ms, from }, i) => {
    cuts[segment]!.set(ms, from + lowerBound(slices[i]!, ms));
  });
  return cuts;
}

/** The ordinals among which, or right behind which, the first one at or after the instant is. */
function sliceAround(head: SegmentHead, ms: number): SegmentName & { from: number; to: number } {
  const { firstSeq, endSeq, size, marks } = head;
  const block = Math.max(0, lowerBound(marks.subarray(0, -1), ms) - 1);
  const from = block * MARK_EVERY;
  return { firstSeq, endSeq, from, to: Math.min(size, from + MARK_EVERY) };
}

/** The first place of a rising list whose value is at least `value`. */
export function lowerBound(list: ArrayLike<number>, value: number): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (list[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The first ordinal of a segment that is not before a position in the order (occurred_at, seq); its instant and the next were looked up. */
export async function ordinalOfPosition(
  tx: TenantTransaction,
  { head, ordinalAt }: Evaluated,
  { occurredAtMs, seq }: { occurredAtMs: number; seq: number },
): Promise<number> {
  const [from, to] = [ordinalAt(occurredAtMs), ordinalAt(occurredAtMs + 1)];
  if (from === to) return from;
  if (!head.isPermuted) return Math.min(Math.max(seq - head.firstSeq, from), to);
  const [run] = await readSeqRuns(tx, [{ ...head, from, to }]);
  return from + lowerBound(run!, seq - head.firstSeq);
}
