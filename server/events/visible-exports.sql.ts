import { PARTS, type PartName, SALT_BYTES, type SealedEvent, toBase64Url } from "#tlog";
import { inTenant, type Permission, type TenantContext, type TenantTransaction } from "../access/index.ts";
import {
  andNodes,
  isEverything,
  type MaskPath,
  matchesQuery,
  type Position,
  type QueryNode,
  withholdParts,
} from "../query/index.ts";
import type { EventRow } from "./event-record.ts";
import { type CopiedRow, copyInOrder, isServedInOrder, rowReader } from "./event-rows.sql.ts";
import { type Page, type RawRow, searchRows } from "./search-rows.ts";
import { type Passed, rangeNode, type Selection, show, visibleNode } from "./visible.ts";
import { PAGE_MS_MAX } from "./visible-events.sql.ts";

/** An event of a file as its maker may see it; `text` is its canonical JSON where it is at hand. */
export interface VisibleRow extends Passed {
  seq: number;
  event: SealedEvent;
  masked?: MaskPath[];
  text?: string;
  /** The same in UTF-8, where that is at hand. */
  bytes?: Uint8Array;
}

export interface VisibleRows {
  rows: VisibleRow[];
  /** Where to go on; null at the end. */
  next: Position | null;
}

/** An event as it is stored, of which only what is asked for is read. */
class StoredRow {
  declare readonly seq: number;
  declare readonly bytes: Buffer;
  #text: string | undefined;
  #event: SealedEvent | undefined;

  constructor({ seq, body }: CopiedRow) {
    this.seq = seq;
    this.bytes = body;
  }

  get text(): string {
    this.#text ??= this.bytes.toString();
    return this.#text;
  }

  get event(): SealedEvent {
    this.#event ??= JSON.parse(this.text) as SealedEvent;
    return this.#event;
  }
}

const below = (endSeq: number): QueryNode => ({
  kind: "term",
  field: "seq",
  match: "range",
  from: 0,
  to: endSeq - 1,
  at: 0,
});

/** Rows of one statement, in which the server reads ahead of whoever takes them. */
const COPIED_ROWS_MAX = 20_000;
/** Rows that are found through the search index at a time. */
const FOUND_ROWS_MAX = 1_000;

/**
 * Some of the visible events that a ledger of `endSeq` events had, in order and as listVisible gives them, from `after` on: a part at a time, each
 * with where to go on, or null at the end. Ends before that, to be called again. Without scope and masks, and where SQL decides the query, no event
 * is even parsed; else each is decided one by one. By the same indexes as a page; no lock.
 */
export async function* listForFile(
  selection: Selection & Omit<Page, "limit"> & { endSeq: number },
  context: TenantContext,
  permission: Permission,
): AsyncGenerator<VisibleRows> {
  const { order, after, endSeq } = selection;
  const node = andNodes(visibleNode(context, selection), rangeNode(selection));
  if (endSeq === 0) yield { rows: [], next: null };
  else if (isServedInOrder(node)) yield* copied({ order, after, endSeq }, node, context, permission);
  else yield found({ order, after, endSeq }, andNodes(node, below(endSeq)), context, permission);
}

type Part = Omit<Page, "limit"> & { endSeq: number };

async function* copied(
  part: Part,
  node: QueryNode,
  context: TenantContext,
  permission: Permission,
): AsyncGenerator<VisibleRows> {
  const isWhole = isEverything(context.view);
  let left = COPIED_ROWS_MAX;
  let next = part.after ?? null;
  for await (const rows of copyInOrder(context, permission, node, { ...part, limit: COPIED_ROWS_MAX })) {
    left -= rows.length;
    next = positionOf(rows.at(-1)!);
    const shown = isWhole
      ? rows.map((row) => new StoredRow(row) as unknown as VisibleRow)
      : shownWithText(rows.map(parsed), node, context);
    yield { rows: shown, next };
  }
  // Fewer than were asked for: there are no more.
  if (left > 0) yield { rows: [], next: null };
}

async function found(
  part: Part,
  node: QueryNode,
  context: TenantContext,
  permission: Permission,
): Promise<VisibleRows> {
  const untilMs = performance.now() + PAGE_MS_MAX;
  const { rows, stoppedAtMs } = await inTenant(context, permission, (tx) =>
    searchRows(tx, rowReader(tx), { ...part, node, limit: FOUND_ROWS_MAX, untilMs }),
  );
  const next =
    stoppedAtMs !== null
      ? stoppedPosition(stoppedAtMs, part)
      : rows.length < FOUND_ROWS_MAX
        ? null
        : positionOf(rows.at(-1)!);
  return { rows: shownWithText(rows, node, context), next };
}

const positionOf = ({ occurredAtMs, seq }: Position): Position => ({ occurredAtMs, seq });

/** Everything at the instant where the time was up is still to come. */
function stoppedPosition(stoppedAtMs: number, { order, after }: Part): Position {
  if (after && stoppedAtMs === after.occurredAtMs) return after;
  return { occurredAtMs: stoppedAtMs, seq: order === "newest" ? Number.MAX_SAFE_INTEGER : -1 };
}

function parsed({ seq, occurredAtMs, body }: CopiedRow): RawRow {
  const text = body.toString();
  return { seq, occurredAtMs, body: text, event: JSON.parse(text) as SealedEvent };
}

/** What is shown, with its text where it is shown whole. */
function shownWithText(rows: readonly RawRow[], node: QueryNode, context: TenantContext): VisibleRow[] {
  const texts = new Map(rows.map(({ seq, body }) => [seq, body]));
  return show(rows, node, context).map(
    (row) => (row.masked ? row : { ...row, text: texts.get(row.seq)! }) as VisibleRow,
  );
}

/** An event with what proves it: nothing of the parts in `digests` shows (api.md, evidence bundle). */
export interface VisibleEvidence extends Passed {
  seq: number;
  event: SealedEvent;
  salts: Partial<Record<PartName, string>>;
  digests?: Partial<Record<PartName, string>>;
  /** The canonical JSON of `event`, where nothing is withheld. */
  text?: string;
}

/**
 * Of these seqs the events that the selection has, ascending, each part under a mask withheld by its digest. By (tenant_id, seq) of each
 * partition; no lock.
 */
export async function listEvidence(
  tx: TenantTransaction,
  context: TenantContext,
  { seqs, ...selection }: Selection & { seqs: readonly number[] },
): Promise<VisibleEvidence[]> {
  if (seqs.length === 0) return [];
  const node = andNodes(visibleNode(context, selection), rangeNode(selection));
  const rows = await tx.run<EventRow>(
    `SELECT seq, body, salts, digests FROM event
      WHERE tenant_id = $1::uuid AND seq >= $2::bigint AND seq <= $3::bigint AND seq = ANY($4::bigint[]) ORDER BY seq`,
    [tx.tenantId, seqs[0], seqs.at(-1), seqs],
  );
  return rows.flatMap((row) => {
    const seq = Number(row.seq);
    const event = JSON.parse(row.body) as SealedEvent;
    if (!matchesQuery(node, { seq, event })) return [];
    const stored = { event, salts: saltsOf(row.salts), ...(row.digests ? { digests: row.digests } : {}) };
    const shown = withholdParts(stored, context.view.masks);
    return [{ seq, ...shown, ...(shown.event === event ? { text: row.body } : {}) } as VisibleEvidence];
  });
}

/** base64url of the salts that there are. */
function saltsOf(packed: Uint8Array): Partial<Record<PartName, string>> {
  const salts: Partial<Record<PartName, string>> = {};
  PARTS.forEach((part, i) => {
    const salt = packed.subarray(i * SALT_BYTES, (i + 1) * SALT_BYTES);
    if (salt.some((byte) => byte !== 0)) salts[part] = toBase64Url(salt);
  });
  return salts;
}
