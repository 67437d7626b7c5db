import type { SealedEvent } from "#tlog";
import type { TenantContext } from "../access/index.ts";
import {
  andNodes,
  limitWords,
  type MaskPath,
  maskEvent,
  matchesQuery,
  type QueryField,
  type QueryNode,
  refuseMasked,
} from "../query/index.ts";
import type { EventRecord } from "./event-record.ts";
import type { RawRow } from "./search-rows.ts";

declare const passed: unique symbol;

/** What has passed the reader's view; nothing else has this type, so that no answer can hold an event as it is stored. */
export interface Passed {
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

/** Which of the visible events: `query` is the reader's own. */
export interface Selection {
  query: QueryNode;
  from?: Date | undefined;
  to?: Date | undefined;
  /** Leaves out the trail events of reads, which would otherwise crowd what they read. */
  hideReads?: boolean;
}

/** What a caller may find: its scope, its query as far as its masks let it ask, and the time. A query on a masked field is refused. */
export function visibleNode({ view }: TenantContext, { query, hideReads = false }: Selection): QueryNode {
  refuseMasked(query, view);
  return andNodes(view.scope, limitWords(query, view.masks), hideReads ? NOT_A_READ : { kind: "all" });
}

export function rangeNode({ from, to }: Pick<Selection, "from" | "to">): QueryNode {
  if (!from && !to) return { kind: "all" };
  const [fromMs, toMs] = [from?.getTime() ?? null, to?.getTime() ?? null];
  return { kind: "term", field: "during", match: "time", fromMs, toMs, written: "", at: 0 };
}

const term = (field: QueryField, value: string): QueryNode => ({ kind: "term", field, match: "exact", value, at: 0 });
const NOT_A_READ: QueryNode = {
  kind: "not",
  node: { kind: "and", nodes: [term("origin", "sealtrail"), term("crud", "r")] },
};

/** The rows that fit the caller's view and query, decided event by event, without what is masked: the only way from a row to an answer. */
export function show(rows: readonly RawRow[], node: QueryNode, { view }: TenantContext): VisibleEvent[] {
  return rows
    .filter(({ seq, event }) => matchesQuery(node, { seq, event }))
    .map(({ seq, event: stored }) => {
      const { event, masked } = maskEvent(stored, view.masks);
      return { seq, event, ...(masked.length > 0 ? { masked } : {}) } as VisibleEvent;
    });
}
