import type { SealedEvent } from "#tlog";
import { inTenant, type TenantContext } from "../access/index.ts";
import { readHead } from "../ledger/index.ts";
import { Parameters, parseQuery, type Query, queryConditions, WITHOUT_READS } from "../query/index.ts";

export interface NewEvents {
  records: { seq: number; event: SealedEvent }[];
  /** Where to go on: everything below has been looked at. */
  nextSeq: number;
}

/** A position in a ledger that follows its growth, for one query. */
export interface Tail {
  /** What arrived since the last call, at most 200 events, in order of seq; trail events of reads only when asked for. */
  next(): Promise<NewEvents>;
  /** Records that the tail is still open, with the number of events it has shown since the last record. */
  recordProgress(): Promise<void>;
}

const PAGE_MAX = 200;
const WINDOW_SEQS = 5_000;

/** Opens a tail at `afterSeq` + 1, or at the ledger's end. Opening is recorded; then only recordProgress is. */
export async function openTail(
  context: TenantContext,
  input: { q?: string; afterSeq?: number; includeReads?: boolean },
): Promise<Tail> {
  const q = input.q ?? "";
  const query = parseQuery(q);
  let nextSeq = await inTenant(context, "events.stream", async (tx) => {
    const { size } = await readHead(tx.run, tx.tenantId);
    const start = input.afterSeq === undefined ? size : Math.min(size, input.afterSeq + 1);
    tx.recordRead("tail.opened", { metadata: { q, from_seq: start } });
    return start;
  });
  let shown = 0;
  return {
    async next() {
      const page = await readNew(context, query, nextSeq, input.includeReads ?? false);
      nextSeq = page.nextSeq;
      shown += page.records.length;
      return page;
    },
    async recordProgress() {
      const rows = shown;
      shown = 0;
      await inTenant(context, "events.stream", async (tx) =>
        tx.recordRead("tail.continued", { metadata: { q, rows } }),
      );
    },
  };
}

/** Reads a window of seqs over the index (tenant_id, seq); an idle tail costs one look-up of the ledger row. */
async function readNew(
  context: TenantContext,
  query: Query,
  fromSeq: number,
  includeReads: boolean,
): Promise<NewEvents> {
  return inTenant(context, "events.stream", async (tx) => {
    const { size } = await readHead(tx.run, tx.tenantId);
    if (size <= fromSeq) return { records: [], nextSeq: fromSeq };
    const end = Math.min(size, fromSeq + WINDOW_SEQS);
    const parameters = new Parameters();
    const conditions = [
      `tenant_id = ${parameters.add(tx.tenantId, "uuid")}`,
      `seq >= ${parameters.add(fromSeq, "bigint")}`,
      `seq < ${parameters.add(end, "bigint")}`,
      ...queryConditions(query, parameters),
      ...(includeReads ? [] : [WITHOUT_READS]),
    ];
    const rows = await tx.run<{ seq: bigint; body: string }>(
      `SELECT seq, body FROM event WHERE ${conditions.join(" AND ")} ORDER BY seq LIMIT ${PAGE_MAX}`,
      parameters.values,
    );
    const records = rows.map((row) => ({ seq: Number(row.seq), event: JSON.parse(row.body) as SealedEvent }));
    return { records, nextSeq: records.length === PAGE_MAX ? records.at(-1)!.seq + 1 : end };
  });
}
