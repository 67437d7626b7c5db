import type { SealedEvent } from "#tlog";
import type { TenantTransaction } from "../access/index.ts";
import { readHead } from "../ledger/index.ts";
import { matchesQuery, type QueryNode } from "../query/index.ts";
import {
  type Counted,
  countEvents,
  type Found,
  findEvents,
  liveHeads,
  type Position,
  type SegmentHead,
  type Tally,
  withinMs,
} from "../search/index.ts";

/** An event as it is stored, before the reader's masks. */
export interface RawRow extends Position {
  event: SealedEvent;
  /** The event as it is stored, canonical JSON. */
  body: string;
}

export interface ReceivedBetween {
  fromMs: number;
  toMs: number;
}

/** How the rows of events are read; the gateway's own statements. Each gives a superset of what fits, which is decided here. */
export interface RowReader {
  bySeqs(seqs: number[], received: ReceivedBetween): Promise<RawRow[]>;
  /** Those from a seq on and before another that may fit. */
  window(node: QueryNode, fromSeq: number, endSeq: number): Promise<RawRow[]>;
  /** In the order of a page, from a position on; `isExact`: all of them fit. */
  inOrder(node: QueryNode, page: Page): Promise<{ rows: RawRow[]; isExact: boolean }>;
}

export interface Page {
  order: "newest" | "oldest";
  limit: number;
  after?: Position | undefined;
}

/** More events than this that no segment has are not looked at one by one. */
const UNINDEXED_MAX = 20_000;
const WINDOW_SEQS = 1_000;
const SCANNED_AT_ONCE = 500;

const fits = (node: QueryNode, { seq, event }: RawRow) => matchesQuery(node, { seq, event });

interface Index {
  heads: SegmentHead[];
  indexedTo: number;
  size: number;
}

async function openIndex(tx: TenantTransaction): Promise<Index> {
  const heads = await liveHeads(tx);
  const { size } = await readHead(tx.run, tx.tenantId);
  return { heads, indexedTo: heads.at(-1)?.endSeq ?? 0, size };
}

/**
 * The first rows that fit, in order: from the index and the events behind it; where too many are behind it, in the order of the page until
 * the time is up. Ends by `untilMs` (performance.now()) and says how far it came.
 */
export async function searchRows(
  tx: TenantTransaction,
  reader: RowReader,
  input: Page & { node: QueryNode; untilMs: number },
): Promise<Found<RawRow>> {
  const { node, untilMs, order, limit, after } = input;
  const index = await openIndex(tx);
  if (index.size - index.indexedTo > UNINDEXED_MAX) return scan(tx, reader, input);
  const found: Found<RawRow> = { rows: [], stoppedAtMs: startOf(input) };
  await withinMs(tx, untilMs - performance.now(), async () => {
    let rows: RawRow[] = [];
    for (let at = index.indexedTo; at < index.size; at += WINDOW_SEQS) {
      const read = await reader.window(node, at, Math.min(index.size, at + WINDOW_SEQS));
      const more = read.filter((row) => isBehind(row, after, order) && fits(node, row));
      // Bodies may be large: no more are kept than a page has.
      rows = [...rows, ...more].sort((a, b) => compare(a, b, order)).slice(0, limit);
    }
    const fetch = async (seqs: number[], received: ReceivedBetween) =>
      (await reader.bySeqs(seqs, received)).filter((row) => fits(node, row));
    await findEvents(tx, { node, order, limit, after, untilMs, heads: index.heads, rows, fetch }, found);
  });
  return found;
}

/** Where nothing has been looked at: where the page begins. */
function startOf({ order, after }: Page): number {
  if (after) return after.occurredAtMs;
  return order === "newest" ? Number.MAX_SAFE_INTEGER : 0;
}

/** Below zero where `a` comes first in the order of the page. */
function compare(a: Position, b: Position, order: Page["order"]): number {
  const by = a.occurredAtMs - b.occurredAtMs || a.seq - b.seq;
  return order === "newest" ? -by : by;
}

const isBehind = (row: Position, after: Position | undefined, order: Page["order"]) =>
  !after || compare(row, after, order) > 0;

/** Looks at one event after another in the order of the page. */
async function scan(
  tx: TenantTransaction,
  reader: RowReader,
  { node, order, limit, after, untilMs }: Page & { node: QueryNode; untilMs: number },
): Promise<Found<RawRow>> {
  const found: Found<RawRow> = { rows: [], stoppedAtMs: startOf({ order, limit, after }) };
  for (let at = after; ; ) {
    const page = { order, limit: Math.max(limit, SCANNED_AT_ONCE), after: at };
    const read = await withinMs(tx, untilMs - performance.now(), () => reader.inOrder(node, page));
    if (!read) {
      // Of the instant that it came to there may be more.
      const whole = found.rows.filter((row) => row.occurredAtMs !== found.stoppedAtMs);
      return { ...found, rows: whole };
    }
    found.rows.push(...read.rows.filter((row) => read.isExact || fits(node, row)));
    at = read.rows.at(-1);
    found.stoppedAtMs = at?.occurredAtMs ?? null;
    if (read.rows.length < page.limit || found.rows.length >= limit)
      return { rows: found.rows.slice(0, limit), stoppedAtMs: null };
  }
}

/** Counts what fits within a range of time, until `untilMs` (performance.now()); see countEvents. */
export async function countRows(
  tx: TenantTransaction,
  reader: RowReader,
  input: { tallies: readonly Tally[]; range: QueryNode; untilMs: number; isEnough?: () => boolean },
  countRow: (tally: Tally, row: RawRow) => void,
): Promise<Counted> {
  const { tallies, range, untilMs, isEnough } = input;
  const index = await openIndex(tx);
  const counted: Counted = { stoppedAtMs: Number.MAX_SAFE_INTEGER };
  const withRange = new Map(tallies.map(({ node }) => [node, joinRange(node, range)]));
  await withinMs(tx, untilMs - performance.now(), async () => {
    for (let end = index.size; end > index.indexedTo; end -= WINDOW_SEQS) {
      if (performance.now() > untilMs || isEnough?.()) return;
      for (const row of await reader.window(range, Math.max(index.indexedTo, end - WINDOW_SEQS), end))
        for (const tally of tallies) if (fits(withRange.get(tally.node)!, row)) countRow(tally, row);
    }
    const fitting = async (node: QueryNode, seqs: number[], received: ReceivedBetween) => {
      const rows = await reader.bySeqs(seqs, received);
      return new Set(rows.filter((row) => fits(node, row)).map((row) => row.seq));
    };
    const count = { tallies, range, untilMs, heads: index.heads, fits: fitting, ...(isEnough ? { isEnough } : {}) };
    await countEvents(tx, count, counted);
  });
  return counted;
}

const joinRange = (node: QueryNode, range: QueryNode): QueryNode => ({ kind: "and", nodes: [node, range] });
