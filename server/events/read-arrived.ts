import type { TenantContext, TenantTransaction } from "../access/index.ts";
import type { QueryNode } from "../query/index.ts";
import { type ArrivedEvents, listArrived } from "./visible-events.sql.ts";

/** How many seqs one statement looks through. */
const WINDOW_SEQS = 5_000;

/** What of the ledger's next seqs the caller sees, in order of arrival; at most `limit` events of a window of 5,000 seqs. */
export function readArrived(
  tx: TenantTransaction,
  context: TenantContext,
  input: { query: QueryNode; fromSeq: number; size: number; limit: number; includeReads: boolean },
): Promise<ArrivedEvents> {
  const { query, fromSeq, size, limit, includeReads } = input;
  const endSeq = Math.min(size, fromSeq + WINDOW_SEQS);
  return listArrived(tx, context, { query, fromSeq, endSeq, limit, hideReads: !includeReads });
}
