import type { TenantTransaction } from "../access/index.ts";
import { andNodes, type QueryNode } from "../query/index.ts";
import { type Bits, bitsBetween, both, endOf } from "./bits.ts";
import { evaluate } from "./evaluate.ts";
import { type Plan, Planner } from "./plan.ts";
import { readSeqRuns, type SegmentHead } from "./segments.sql.ts";
import { headsWithin, ordinalOfPosition, readWave } from "./wave.ts";

/** A place in the order (occurred_at, seq). */
export interface Position {
  occurredAtMs: number;
  seq: number;
}

export interface FindInput<Row extends Position> {
  node: QueryNode;
  order: "newest" | "oldest";
  limit: number;
  /** Only what comes behind it in the order. */
  after?: Position | undefined;
  /** performance.now() by which to end. */
  untilMs: number;
  heads: readonly SegmentHead[];
  /** What fits of the events that no segment has. */
  rows: Row[];
  /** The events with these seqs that fit; they were received between the two times. */
  fetch(seqs: number[], received: { fromMs: number; toMs: number }): Promise<Row[]>;
}

/** What was found so far, in the order. */
export interface Found<Row> {
  rows: Row[];
  /** Everything that comes before it in the order was found, milliseconds since 1970; null when all that was asked for was. */
  stoppedAtMs: number | null;
}

/** A segment of which something may still come. */
interface Pending {
  head: SegmentHead;
  /** No event of it comes before this in the order. */
  bestMs: number;
  bits?: Bits;
}

const WAVES = [4, 16, 64];

/**
 * The first rows in the order, over segments and what no segment has. Segments are taken as their best event comes in the order, some at a
 * time, and no more of them once what is left cannot come before what was found. `progress` holds at any moment what is sure.
 */
export async function findEvents<Row extends Position>(
  tx: TenantTransaction,
  input: FindInput<Row>,
  progress: Found<Row>,
): Promise<void> {
  const { heads, limit, untilMs } = input;
  const order = ORDERS[input.order];
  const planner = new Planner();
  const node = andNodes(input.node, afterNode(input));
  const plan = planner.plan(node);
  let pending = headsWithin(heads, node).map((head): Pending => ({ head, bestMs: order.best(head.marks) }));
  let found = [...input.rows].sort(order.compare);
  for (let round = 0; pending.length > 0; round++) {
    pending.sort((a, b) => order.compareMs(a.bestMs, b.bestMs));
    const isThrough = ({ bestMs }: Pending) =>
      found.length >= limit && order.compareMs(found[limit - 1]!.occurredAtMs, bestMs) < 0;
    if (isThrough(pending[0]!)) break;
    Object.assign(progress, stopped(found, pending[0]!.bestMs, input));
    if (performance.now() > untilMs) return;
    const width = planner.isWide ? 1 : WAVES[Math.min(round, WAVES.length - 1)]!;
    const wave = pending.filter((one) => !isThrough(one)).slice(0, width);
    await evaluateWave(tx, wave, planner, plan, input);
    const taken = await takeRows(tx, wave, input);
    found = [...found, ...taken].sort(order.compare).slice(0, limit);
    pending = pending.filter((one) => !one.bits || endOf(one.bits, 1, "lowest").length > 0);
  }
  Object.assign(progress, { rows: found.slice(0, limit), stoppedAtMs: null });
}

const ORDERS = {
  newest: {
    compareMs: (a: number, b: number) => b - a,
    compare: (a: Position, b: Position) => b.occurredAtMs - a.occurredAtMs || b.seq - a.seq,
    best: (marks: Float64Array) => marks.at(-1)!,
    end: "highest",
  },
  oldest: {
    compareMs: (a: number, b: number) => a - b,
    compare: (a: Position, b: Position) => a.occurredAtMs - b.occurredAtMs || a.seq - b.seq,
    best: (marks: Float64Array) => marks[0]!,
    end: "lowest",
  },
} as const;

function stopped<Row extends Position>(found: Row[], atMs: number, { order, limit }: FindInput<Row>): Found<Row> {
  const sure = found.filter((row) => ORDERS[order].compareMs(row.occurredAtMs, atMs) < 0);
  return { rows: sure.slice(0, limit), stoppedAtMs: sure.length >= limit ? null : atMs };
}

/** The instant of the position belongs to it: where within that instant it is shows when the segment is read. */
function afterNode({ after, order }: Pick<FindInput<Position>, "after" | "order">): QueryNode {
  if (!after) return { kind: "all" };
  const [fromMs, toMs] = order === "newest" ? [null, after.occurredAtMs + 1] : [after.occurredAtMs, null];
  return { kind: "term", field: "during", match: "time", fromMs, toMs, written: "", at: 0 };
}

async function evaluateWave<Row extends Position>(
  tx: TenantTransaction,
  wave: Pending[],
  planner: Planner,
  plan: Plan,
  { after, order }: FindInput<Row>,
): Promise<void> {
  const fresh = wave.filter((one) => !one.bits);
  const segments = await readWave(
    tx,
    fresh.map((one) => one.head),
    planner,
    [plan],
    after ? [after.occurredAtMs, after.occurredAtMs + 1] : [],
  );
  for (const [i, one] of fresh.entries()) {
    one.bits = evaluate(plan, segments[i]!).high;
    const { marks, size } = one.head;
    if (!after || after.occurredAtMs < marks[0]! || after.occurredAtMs > marks.at(-1)!) continue;
    const at = await ordinalOfPosition(tx, segments[i]!, order === "newest" ? after : { ...after, seq: after.seq + 1 });
    one.bits = both(one.bits, order === "newest" ? bitsBetween(size, 0, at) : bitsBetween(size, at, size));
  }
}

/** Fetches the first candidates of the wave, as many as may be needed, and takes them out of its sets. */
async function takeRows<Row extends Position>(
  tx: TenantTransaction,
  wave: Pending[],
  { limit, order, fetch }: FindInput<Row>,
): Promise<Row[]> {
  const chosen: { one: Pending; ordinals: number[] }[] = [];
  let count = 0;
  for (const one of wave) {
    if (count >= limit) break;
    const ordinals = endOf(one.bits!, limit, ORDERS[order].end);
    chosen.push({ one, ordinals });
    count += ordinals.length;
  }
  const seqs = await seqsOf(tx, chosen);
  const asked = chosen.filter(({ ordinals }) => ordinals.length > 0).map(({ one }) => one.head);
  const received = {
    fromMs: Math.min(...asked.map((head) => head.receivedFromMs)),
    toMs: Math.max(...asked.map((head) => head.receivedToMs)),
  };
  const rows = count === 0 ? [] : await fetch(seqs.flat(), received);
  const bySeq = new Map(rows.map((row) => [row.seq, row]));
  chosen.forEach(({ one, ordinals }, i) => {
    const last = ordinals.at(-1);
    if (last === undefined) return;
    const { size } = one.head;
    one.bits = both(one.bits!, order === "newest" ? bitsBetween(size, 0, last) : bitsBetween(size, last + 1, size));
    const row = bySeq.get(seqs[i]!.at(-1)!);
    if (row) one.bestMs = row.occurredAtMs;
  });
  return rows;
}

async function seqsOf(tx: TenantTransaction, chosen: { one: Pending; ordinals: number[] }[]): Promise<number[][]> {
  const slices = chosen.flatMap(({ one, ordinals }) =>
    one.head.isPermuted ? ordinals.map((from) => ({ ...one.head, from, to: from + 1 })) : [],
  );
  const runs = await readSeqRuns(tx, slices);
  let next = 0;
  return chosen.map(({ one, ordinals }) =>
    ordinals.map((at) => one.head.firstSeq + (one.head.isPermuted ? runs[next++]![0]! : at)),
  );
}
