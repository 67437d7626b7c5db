import { recordCollapsed, type TenantContext, type TenantTransaction } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { uuidTime } from "../ids.ts";
import { deriveColumns } from "../ledger/index.ts";
import {
  andNodes,
  isEverything,
  maskRecord,
  matchesQuery,
  Parameters,
  type QueryNode,
  queryBound,
  refuseMasked,
  type ValueField,
  valuesOf,
} from "../query/index.ts";
import { COLUMN_FIELDS, type Tally, withinMs } from "../search/index.ts";
import { type EventRecord, type EventRow, leafBytesOf, toRecord } from "./event-record.ts";
import { isServedInOrder, rowReader, selectInOrder, selectRows } from "./event-rows.sql.ts";
import { countRows, type Page, type RawRow, searchRows } from "./search-rows.ts";
import { rangeNode, type Selection, show, type VisibleEvent, type VisibleRecord, visibleNode } from "./visible.ts";
import { withAlerts } from "./with-alerts.ts";

export type { Selection, VisibleEvent, VisibleRecord } from "./visible.ts";

/** In the trail: what was asked for is there, and not for this caller. */
export const OUTSIDE_SCOPE = "outside scope";

/** How long a page may be looked for. */
export const PAGE_MS_MAX = 4_000;

export interface VisiblePage {
  records: VisibleEvent[];
  /** Time ran out: only what comes before this in the order was looked at for sure; null when the page is whole. */
  stoppedAt: Date | null;
}

/**
 * The first `limit` of the visible events behind a position, without what is masked. One condition is read through its own index in the order
 * of the page, several through the search index; no sort, no count, no lock.
 */
export async function listVisible(
  tx: TenantTransaction,
  context: TenantContext,
  selection: Selection & Page & { msMax?: number },
): Promise<VisiblePage> {
  const { order, limit, after, msMax = PAGE_MS_MAX } = selection;
  const query = await withAlerts(tx, context, selection.query);
  const node = andNodes(visibleNode(context, { ...selection, query }), rangeNode(selection));
  const untilMs = performance.now() + msMax;
  if (isServedInOrder(node)) {
    const read = await withinMs(tx, msMax, () => selectInOrder(tx, node, { order, limit, after }));
    if (read) return { records: show(read.rows, node, context), stoppedAt: null };
  }
  const { rows, stoppedAtMs } = await searchRows(tx, rowReader(tx), { node, order, limit, after, untilMs });
  return { records: show(rows, node, context), stoppedAt: dateOf(stoppedAtMs) };
}

const FARTHEST_MS = 8_640_000_000_000_000;
const dateOf = (ms: number | null) => (ms === null ? null : new Date(Math.min(ms, FARTHEST_MS)));

export interface ArrivedEvents {
  records: VisibleEvent[];
  /** Where to go on: everything below has been looked at. */
  nextSeq: number;
}

/** What of the seqs from `fromSeq` on and before `endSeq` the caller sees, in order of arrival; at most `limit` events. By (tenant_id, seq); no lock. */
export async function listArrived(
  tx: TenantTransaction,
  context: TenantContext,
  { fromSeq, endSeq, limit, ...selection }: Selection & { fromSeq: number; endSeq: number; limit: number },
): Promise<ArrivedEvents> {
  const node = visibleNode(context, selection);
  const own = new Parameters();
  const { condition } = queryBound(node, own);
  const seqs = [`seq >= ${own.add(fromSeq, "bigint")}`, `seq < ${own.add(endSeq, "bigint")}`];
  const page = `seq ASC LIMIT ${own.add(limit, "int")}`;
  const rows = await selectRows(tx, [...seqs, condition], own, page);
  return {
    records: show(rows, node, context),
    nextSeq: rows.length === limit ? rows.at(-1)!.seq + 1 : endSeq,
  };
}

/**
 * The record of a visible event; AppError `not_found` in the same words for an unknown, malformed or foreign id and for one outside the
 * scope, which the trail alone is told (`reason`). The id's time gives the partition, then the primary key; no lock.
 */
export async function findVisible(tx: TenantTransaction, context: TenantContext, id: string): Promise<VisibleRecord> {
  const receivedAt = uuidTime(id);
  if (!receivedAt) throw new AppError("not_found", "There is no such event.");
  const own = new Parameters();
  const byId = [
    `tenant_id = ${own.add(tx.tenantId, "uuid")}`,
    `received_at = ${own.add(receivedAt, "timestamptz")}`,
    `id = ${own.add(id, "uuid")}`,
  ];
  const rows = await tx.run<EventRow>(
    `SELECT seq, body, salts, digests, leaf_hash FROM event WHERE ${byId.join(" AND ")}`,
    own.values,
  );
  const record = rows[0] && toRecord(rows[0]);
  if (!record || !matchesQuery(context.view.scope, record)) return refuseUnseen(context, record !== undefined);
  return maskRecord(record, context.view.masks) as EventRecord as VisibleRecord;
}

/** Refuses an event that the caller does not see; whether it is there makes no difference but in the trail. */
function refuseUnseen(context: TenantContext, isThere: boolean): never {
  const missing = (reason?: string) =>
    new AppError("not_found", "There is no such event.", reason === undefined ? {} : { reason });
  if (!isThere) throw missing();
  if (context.caller.type === "user") recordCollapsed(context, "access.denied", OUTSIDE_SCOPE, {}).catch(() => {});
  throw missing(OUTSIDE_SCOPE);
}

/** One thing to count among the visible events of a range: those by outcome in spans of time, those by the values of a field, or all. */
export type VisibleTally =
  | { kind: "spans"; query: QueryNode; edges: readonly Date[]; add(span: number, outcome: string, count: number): void }
  | { kind: "values"; query: QueryNode; field: CountedField; add(value: string | null, count: number): void }
  | { kind: "events"; query: QueryNode; add(count: number): void };

/** Fields by whose values visible events can be counted, besides `metadata.<path>` and `changes.<field>`. */
export const COUNTED_FIELDS = [
  ...COLUMN_FIELDS,
  "city",
  "target.id",
  "target.type",
] as const satisfies readonly ValueField[];
export type CountedField = (typeof COUNTED_FIELDS)[number] | `metadata.${string}` | `changes.${string}`;

/** Refuses to count by a field that is masked for the caller, like a query on it. */
export function refuseMaskedField(field: CountedField, { view }: TenantContext): void {
  refuseMasked({ kind: "term", field, match: "exists", at: 0 }, view, "field");
}

/**
 * Counts visible events from the search index, those with the newest events first, until `untilMs` (performance.now()). Gives where it had to
 * stop: of everything after that nothing is missing; null when all was counted.
 */
export async function tallyVisible(
  tx: TenantTransaction,
  context: TenantContext,
  input: Omit<Selection, "query"> & { tallies: VisibleTally[]; untilMs: number; isEnough?: () => boolean },
): Promise<Date | null> {
  const { tallies, untilMs, isEnough, ...selection } = input;
  const nodes = new Map<QueryNode, QueryNode>();
  for (const tally of tallies) {
    if (tally.kind === "values") refuseMaskedField(tally.field, context);
    if (nodes.has(tally.query)) continue;
    const query = await withAlerts(tx, context, tally.query);
    nodes.set(tally.query, visibleNode(context, { ...selection, query }));
  }
  const counts = tallies.map((tally): Tally => {
    const node = nodes.get(tally.query)!;
    if (tally.kind !== "spans") return { ...tally, node };
    return { ...tally, node, edgesMs: tally.edges.map((edge) => edge.getTime()) };
  });
  const range = rangeNode(selection);
  const count = { tallies: counts, range, untilMs, ...(isEnough ? { isEnough } : {}) };
  return dateOf((await countRows(tx, rowReader(tx), count, countRow)).stoppedAtMs);
}

function countRow(tally: Tally, { event, occurredAtMs }: RawRow): void {
  switch (tally.kind) {
    case "events":
      tally.add(1);
      return;
    case "spans": {
      const after = tally.edgesMs.findIndex((edge) => edge > occurredAtMs);
      if (after > 0) tally.add(after - 1, event.outcome, 1);
      return;
    }
    case "values": {
      const values = new Set(valuesOf(tally.field as ValueField, event, deriveColumns(event)));
      if (values.size === 0) tally.add(null, 1);
      for (const value of values) tally.add(value, 1);
    }
  }
}

/**
 * The leaf bytes of the `width` events from `first` on, for entry bundles; AppError `forbidden` unless the view is of everything, since a
 * bundle has all events of its range. Over the index (tenant_id, seq) of each partition; no lock.
 */
export async function readLeaves(
  tx: TenantTransaction,
  context: TenantContext,
  first: number,
  width: number,
): Promise<Uint8Array[]> {
  if (!isEverything(context.view))
    throw new AppError(
      "forbidden",
      "Log entries show every event: they need a role and a key without scope and masks. Hash tiles and proofs are open to you.",
    );
  const rows = await tx.run<EventRow>(
    "SELECT seq, body, salts, digests, leaf_hash FROM event WHERE tenant_id = $1::uuid AND seq >= $2::bigint AND seq < $3::bigint ORDER BY seq",
    [tx.tenantId, first, first + width],
  );
  return rows.map(leafBytesOf);
}
