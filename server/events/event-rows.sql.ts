import type { SealedEvent } from "#tlog";
import { copyRows, type Permission, type TenantContext, type TenantTransaction } from "../access/index.ts";
import {
  isExactInSql,
  Literals,
  Parameters,
  type Position,
  type QueryField,
  type QueryNode,
  queryBound,
  queryBranches,
} from "../query/index.ts";
import type { Page, RawRow, RowReader } from "./search-rows.ts";

const ORDERS = {
  newest: "occurred_at DESC, seq DESC",
  oldest: "occurred_at ASC, seq ASC",
} as const;

/** Rows of the tenant that meet the conditions, as they are stored: for the gateway alone. */
export async function selectRows(
  tx: TenantTransaction,
  conditions: string[],
  parameters: Parameters,
  order = "seq ASC",
): Promise<RawRow[]> {
  const where = [`tenant_id = ${parameters.add(tx.tenantId, "uuid")}`, ...conditions].join(" AND ");
  const rows = await tx.run<StoredRow>(
    `SELECT seq, body, occurred_at FROM event WHERE ${where} ORDER BY ${order}`,
    parameters.values,
  );
  return rows.map(toRaw);
}

interface StoredRow {
  seq: bigint;
  body: string;
  occurred_at: Date;
}

const toRaw = ({ seq, body, occurred_at }: StoredRow): RawRow => ({
  seq: Number(seq),
  occurredAtMs: occurred_at.getTime(),
  event: JSON.parse(body) as SealedEvent,
  body,
});

export function rowReader(tx: TenantTransaction): RowReader {
  return {
    /** By (tenant_id, seq) in the partitions of the time; no lock. */
    bySeqs(seqs, { fromMs, toMs }) {
      const own = new Parameters();
      const received = [
        `received_at >= ${own.add(new Date(fromMs), "timestamptz")}`,
        `received_at <= ${own.add(new Date(toMs), "timestamptz")}`,
      ];
      return selectRows(tx, [`seq = ANY(${own.add(seqs, "bigint[]")})`, ...received], own);
    },
    /** By (tenant_id, seq) of each partition; no lock. */
    window(node, fromSeq, endSeq) {
      const own = new Parameters();
      const seqs = [`seq >= ${own.add(fromSeq, "bigint")}`, `seq < ${own.add(endSeq, "bigint")}`];
      return selectRows(tx, [...seqs, queryBound(node, own).condition], own);
    },
    inOrder: (node, page) => selectInOrder(tx, node, page),
  };
}

/**
 * By (tenant_id, occurred_at, seq) or the index of a filter in the order asked for, merged over the partitions and branches: no sort, no
 * count, no lock.
 */
export async function selectInOrder(tx: TenantTransaction, node: QueryNode, page: Page) {
  const own = new Parameters();
  const { sql, isExact } = inOrderSql(tx, node, page, own);
  const rows = await tx.run<StoredRow>(sql, own.values);
  return { rows: rows.map(toRaw), isExact };
}

/** A row as COPY sends it: the bytes of its canonical JSON. */
export interface CopiedRow extends Position {
  body: Buffer;
}

/** The same in the order of the page, of the events before `endSeq`, some at a time by COPY; for a query that SQL decides. */
export async function* copyInOrder(
  context: TenantContext,
  permission: Permission,
  node: QueryNode,
  page: Page & { endSeq: number },
): AsyncGenerator<CopiedRow[]> {
  const { sql } = inOrderSql(context, node, page, new Literals());
  for await (const { bytes, starts } of copyRows(context, permission, sql))
    yield starts.map((start) => rowAt(bytes, start));
}

// Where the columns seq, body and occurred_at lie: behind the number of columns, each behind its length.
const SEQ = 2 + 4;
const BODY_LENGTH = SEQ + 8;
const BODY = BODY_LENGTH + 4;

function rowAt(bytes: Buffer, start: number): CopiedRow {
  const bodyEnd = start + BODY + bytes.readInt32BE(start + BODY_LENGTH);
  return {
    seq: int64At(bytes, start + SEQ),
    body: bytes.subarray(start + BODY, bodyEnd),
    occurredAtMs: POSTGRES_EPOCH_MS + Math.floor(int64At(bytes, bodyEnd + 4) / 1_000),
  };
}

/** As far as a number holds it exactly: times of the next 285 years in microseconds. */
const int64At = (bytes: Buffer, at: number) => bytes.readInt32BE(at) * 2 ** 32 + bytes.readUInt32BE(at + 4);

const POSTGRES_EPOCH_MS = Date.UTC(2000, 0, 1);

function inOrderSql(
  { tenantId }: { tenantId: string },
  node: QueryNode,
  { order, limit, after, endSeq }: Page & { endSeq?: number },
  own: Parameters,
): { sql: string; isExact: boolean } {
  const { isExact } = queryBound(node, new Parameters());
  const behind = after ? [beyond(after, order, own)] : [];
  if (endSeq !== undefined) behind.push(`seq < ${own.add(endSeq, "bigint")}`);
  const tenant = `tenant_id = ${own.add(tenantId, "uuid")}`;
  const branches = isExact ? queryBranches(node, own) : [queryBound(node, own).condition];
  const page = `ORDER BY ${ORDERS[order]} LIMIT ${own.add(limit, "int")}`;
  const selects = branches.map((branch) => {
    const where = [tenant, branch, ...behind].join(" AND ");
    return `(SELECT seq, body, occurred_at FROM event WHERE ${where} ${page})`;
  });
  if (selects.length === 1) return { sql: selects[0]!, isExact };
  return { sql: `SELECT seq, body, occurred_at FROM (${selects.join(" UNION ALL ")}) AS branch ${page}`, isExact };
}

function beyond(after: Position, order: Page["order"], parameters: Parameters): string {
  const at = parameters.add(new Date(after.occurredAtMs), "timestamptz");
  const sign = order === "newest" ? "<" : ">";
  // The first follows from the second; the index finds its place sooner by it.
  return `(occurred_at ${sign}= ${at} AND (occurred_at, seq) ${sign} (${at}, ${parameters.add(after.seq, "bigint")}))`;
}

/** Fields of which a single value, or one of some, leads through an index of `event` in the order of a page. */
const IN_ORDER: ReadonlySet<QueryField> = new Set<QueryField>([
  "action",
  "actor.id",
  "target.id",
  "session",
  "origin",
  "id",
]);

/** Whether SQL decides the query and the indexes of `event` itself give the page in order, without looking at more events than it has. */
export function isServedInOrder(node: QueryNode): boolean {
  if (!isExactInSql(node)) return false;
  const nodes = node.kind === "and" ? node.nodes : [node];
  const conditions = nodes.filter((one) => one.kind !== "all" && !(one.kind === "term" && one.match === "time"));
  if (conditions.length === 0) return true;
  if (conditions.some((one) => isExactly(one, "id") || isNarrow(one))) return true;
  return conditions.length === 1 && [...IN_ORDER].some((field) => isExactly(conditions[0]!, field));
}

/** Whether it asks for some values of one field, none of them the one that most events have. */
function isExactly(node: QueryNode, field: QueryField): boolean {
  if (node.kind === "or") return node.nodes.length > 0 && node.nodes.every((one) => isExactly(one, field));
  return node.kind === "term" && node.field === field && node.match === "exact";
}

const NARROW_SEQS = 10_000;
const isNarrow = (node: QueryNode) =>
  node.kind === "term" &&
  node.field === "seq" &&
  node.match === "range" &&
  node.to !== null &&
  node.to - node.from <= NARROW_SEQS;
