import type { TenantContext, TenantTransaction } from "../access/index.ts";
import { type QueryNode, WITHOUT_READS } from "../query/index.ts";
import { listVisible, type VisibleEvent } from "./visible-events.sql.ts";

/** How many seqs one statement looks through. */
const WINDOW_SEQS = 5_000;

export interface ArrivedEvents {
  records: VisibleEvent[];
  /** Where to go on: everything below has been looked at. */
  nextSeq: number;
}

/** What of the ledger's next seqs the caller sees, in order of arrival; at most `limit` events of a window of 5,000 seqs. */
export async function readArrived(
  tx: TenantTransaction,
  context: TenantContext,
  input: { query: QueryNode; fromSeq: number; size: number; limit: number; includeReads: boolean },
): Promise<ArrivedEvents> {
  const { query, fromSeq, size, limit, includeReads } = input;
  const end = Math.min(size, fromSeq + WINDOW_SEQS);
  const records = await listVisible(tx, context, {
    query,
    also: (parameters) => [
      `seq >= ${parameters.add(fromSeq, "bigint")}`,
      `seq < ${parameters.add(end, "bigint")}`,
      ...(includeReads ? [] : [WITHOUT_READS]),
    ],
    order: "arrival",
    limit,
  });
  return { records, nextSeq: records.length === limit ? records.at(-1)!.seq + 1 : end };
}
