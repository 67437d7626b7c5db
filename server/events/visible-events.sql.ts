import type { SealedEvent } from "#tlog";
import { recordCollapsed, type TenantContext, type TenantTransaction } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { uuidTime } from "../ids.ts";
import {
  andNodes,
  isEverything,
  type MaskPath,
  maskEvent,
  maskRecord,
  Parameters,
  type QueryField,
  type QueryNode,
  queryBranches,
  queryCondition,
  refuseMasked,
} from "../query/index.ts";
import { type EventRecord, type EventRow, leafBytesOf, toRecord } from "./event-record.ts";

/** In the trail: what was asked for is there, and not for this caller. */
export const OUTSIDE_SCOPE = "outside scope";

declare const passed: unique symbol;

/** What has passed the reader's view; nothing else has this type, so that no answer can hold an event as it is stored. */
interface Passed {
  readonly [passed]: true;
}

/** An event of a list as its reader may see it; `masked` lists what was taken out. */
export interface VisibleEvent extends Passed {
  seq: number;
  event: SealedEvent;
  masked?: MaskPath[];
}

/** A record as its reader may see it: its leaf can be recomputed all the same. */
export interface VisibleRecord extends EventRecord, Passed {
  masked?: MaskPath[];
}

/** Which of the visible events: `query` is the reader's own, `also` adds conditions of the verb. */
export interface Selection {
  query: QueryNode;
  also?(parameters: Parameters): string[];
}

/** The WHERE of everything that is read for a caller: its tenant, its scope, its query. A query on a masked field is refused. */
function whereVisible(
  tx: TenantTransaction,
  context: TenantContext,
  selection: Selection,
  parameters: Parameters,
): string {
  return whereOfBranches(tx, context, selection, parameters, (node) => [queryCondition(node, parameters)])[0]!;
}

/** The same as one WHERE for each of the `branchesOf` scope and query. */
function whereOfBranches(
  tx: TenantTransaction,
  { view }: TenantContext,
  selection: Selection,
  parameters: Parameters,
  branchesOf: (node: QueryNode) => string[],
): string[] {
  refuseMasked(selection.query, view);
  const tenant = `tenant_id = ${parameters.add(tx.tenantId, "uuid")}`;
  const also = selection.also?.(parameters) ?? [];
  return branchesOf(andNodes(view.scope, selection.query)).map((branch) => [tenant, branch, ...also].join(" AND "));
}

const ORDERS = {
  newest: "occurred_at DESC, seq DESC",
  oldest: "occurred_at ASC, seq ASC",
  arrival: "seq ASC",
} as const;

/**
 * The first `limit` of the visible events, without what is masked. Reads (tenant_id, occurred_at, seq), (tenant_id, seq) or the index of a
 * filter in the order asked for, merged over the partitions and branches: no sort, no count, no lock. The scope filters the rows of that index.
 */
export async function listVisible(
  tx: TenantTransaction,
  context: TenantContext,
  selection: Selection & { order: keyof typeof ORDERS; limit: number },
): Promise<VisibleEvent[]> {
  const parameters = new Parameters();
  const branches = whereOfBranches(tx, context, selection, parameters, (node) => queryBranches(node, parameters));
  const page = `ORDER BY ${ORDERS[selection.order]} LIMIT ${parameters.add(selection.limit, "int")}`;
  const selects = branches.map((where) => `(SELECT seq, body, occurred_at FROM event WHERE ${where} ${page})`);
  const rows = await tx.run<{ seq: bigint; body: string }>(
    selects.length === 1 ? selects[0]! : `SELECT seq, body FROM (${selects.join(" UNION ALL ")}) AS branch ${page}`,
    parameters.values,
  );
  return rows.map(({ seq, body }) => {
    const { event, masked } = maskEvent(JSON.parse(body) as SealedEvent, context.view.masks);
    return { seq: Number(seq), event, ...(masked.length > 0 ? { masked } : {}) } as VisibleEvent;
  });
}

/**
 * The record of a visible event; AppError `not_found` in the same words for an unknown, malformed or foreign id and for one outside the
 * scope, which the trail alone is told (`reason`). The id's time gives the partition, then the primary key; no lock.
 */
export async function findVisible(tx: TenantTransaction, context: TenantContext, id: string): Promise<VisibleRecord> {
  const receivedAt = uuidTime(id);
  if (!receivedAt) throw new AppError("not_found", "There is no such event.");
  const parameters = new Parameters();
  const byId = (own: Parameters) => [
    `received_at = ${own.add(receivedAt, "timestamptz")}`,
    `id = ${own.add(id, "uuid")}`,
  ];
  const where = whereVisible(tx, context, { query: { kind: "all" }, also: byId }, parameters);
  const rows = await tx.run<EventRow>(
    `SELECT seq, body, salts, digests, leaf_hash FROM event WHERE ${where}`,
    parameters.values,
  );
  if (!rows[0]) await refuseUnseen(tx, context, byId);
  return maskRecord(toRecord(rows[0]!), context.view.masks) as EventRecord as VisibleRecord;
}

/** Refuses an event that the caller does not see; whether it is there makes no difference but in the trail. */
async function refuseUnseen(
  tx: TenantTransaction,
  context: TenantContext,
  byId: (parameters: Parameters) => string[],
): Promise<never> {
  const missing = (reason?: string) =>
    new AppError("not_found", "There is no such event.", reason === undefined ? {} : { reason });
  if (context.view.scope.kind === "all") throw missing();
  const parameters = new Parameters();
  const conditions = [`tenant_id = ${parameters.add(tx.tenantId, "uuid")}`, ...byId(parameters)];
  const rows = await tx.run(`SELECT FROM event WHERE ${conditions.join(" AND ")}`, parameters.values);
  if (rows.length === 0) throw missing();
  if (context.caller.type === "user") recordCollapsed(context, "access.denied", OUTSIDE_SCOPE, {}).catch(() => {});
  throw missing(OUTSIDE_SCOPE);
}

/** How many events are visible, counted up to `max`. The indexes of listVisible; stops at `max` rows; no lock. */
export async function countVisible(
  tx: TenantTransaction,
  context: TenantContext,
  selection: Selection & { max: number },
): Promise<number> {
  const parameters = new Parameters();
  const where = whereVisible(tx, context, selection, parameters);
  const rows = await tx.run<{ count: number }>(
    `SELECT count(*)::int AS count FROM (SELECT FROM event WHERE ${where} LIMIT ${parameters.add(selection.max, "int")}) AS found`,
    parameters.values,
  );
  return rows[0]!.count;
}

/** Columns by which visible events can be counted: what a query field reads, as text. */
const COUNTED = {
  action: "action",
  category: "category",
  crud: "crud",
  outcome: "outcome",
  severity: "severity",
  origin: "origin",
  via: "via",
  env: "environment",
  country: "country",
  auth: "auth_method",
  "actor.id": "actor_id",
  "actor.type": "actor_type",
  "target.id": "target_id",
  "target.type": "target_type",
  ip: "host(ip)",
  key: "key_id",
} as const satisfies Partial<Record<QueryField, string>>;
export type CountedField = keyof typeof COUNTED;
export const COUNTED_FIELDS = Object.keys(COUNTED) as CountedField[];

/**
 * How many of the newest `max` visible events have each value of a field, null for none. A field that is masked for the caller is refused
 * like a query on it. The indexes of listVisible, in the order of a page; groups at most `max` rows; no lock.
 */
export async function countVisibleBy(
  tx: TenantTransaction,
  context: TenantContext,
  { field, ...selection }: Selection & { field: CountedField; max: number },
): Promise<{ value: string | null; count: number }[]> {
  refuseMasked({ kind: "term", field, match: "exists", at: 0 }, context.view, "field");
  return countGroups(tx, context, selection, `${COUNTED[field]} AS value`, ["value"]);
}

/** How many of the newest `max` visible events there are by outcome in each span of `intervalS` seconds since 1970; as countVisibleBy. */
export async function countVisibleOverTime(
  tx: TenantTransaction,
  context: TenantContext,
  { intervalS, ...selection }: Selection & { intervalS: number; max: number },
): Promise<{ at: number; outcome: string; count: number }[]> {
  const seconds = Math.trunc(intervalS);
  const at = `floor(extract(epoch FROM occurred_at) / ${seconds})::float8 * ${seconds} AS at`;
  return countGroups(tx, context, selection, `${at}, outcome`, ["at", "outcome"]);
}

async function countGroups<Row>(
  tx: TenantTransaction,
  context: TenantContext,
  selection: Selection & { max: number },
  columns: string,
  groups: string[],
): Promise<Row[]> {
  const parameters = new Parameters();
  const where = whereVisible(tx, context, selection, parameters);
  return tx.run<Row>(
    `SELECT ${groups.join(", ")}, count(*)::int AS count
       FROM (SELECT ${columns} FROM event WHERE ${where}
              ORDER BY ${ORDERS.newest} LIMIT ${parameters.add(selection.max, "int")}) AS newest
      GROUP BY ${groups.join(", ")}`,
    parameters.values,
  );
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
