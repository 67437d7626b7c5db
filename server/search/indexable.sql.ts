import type { TenantTransaction } from "../access/index.ts";

/** The bodies of the next events from a seq on, in order and without a gap. Over the index (tenant_id, seq) of each partition; no lock. */
export async function readIndexable(tx: TenantTransaction, fromSeq: number, limit: number): Promise<string[]> {
  const rows = await tx.run<{ seq: bigint; body: string }>(
    "SELECT seq, body FROM event WHERE tenant_id = $1::uuid AND seq >= $2::bigint AND seq < $3::bigint ORDER BY seq",
    [tx.tenantId, fromSeq, fromSeq + limit],
  );
  rows.forEach((row, i) => {
    if (Number(row.seq) !== fromSeq + i) throw new Error(`the event with seq ${fromSeq + i} is missing`);
  });
  return rows.map((row) => row.body);
}
