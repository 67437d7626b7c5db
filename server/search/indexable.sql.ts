import pg from "pg";
import { copyRows, systemContext, type TenantTransaction } from "../access/index.ts";

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

/** When the event with this seq was received; undefined when there is none. Over the same index; no lock. */
export async function readReceivedAt(tx: TenantTransaction, seq: number): Promise<Date | undefined> {
  const rows = await tx.run<{ received_at: Date }>(
    "SELECT received_at FROM event WHERE tenant_id = $1::uuid AND seq = $2::bigint",
    [tx.tenantId, seq],
  );
  return rows[0]?.received_at;
}

/** The stored bytes of the events [fromSeq, toSeq), in order, some at a time and without the ORM. By the same index; on a connection of its own. */
export async function* copyIndexable(tenantId: string, fromSeq: number, toSeq: number): AsyncGenerator<Buffer[]> {
  const context = systemContext(tenantId, "search", ["events.read"]);
  const range = `tenant_id = ${pg.escapeLiteral(tenantId)}::uuid AND seq >= ${fromSeq}::bigint AND seq < ${toSeq}::bigint`;
  const select = `SELECT body FROM event WHERE ${range} ORDER BY seq`;
  // A row is the number of its columns (int16), then the length of the only one (int32) and its bytes.
  for await (const { bytes, starts } of copyRows(context, "events.read", select))
    yield starts.map((start) => bytes.subarray(start + 6, start + 6 + bytes.readInt32BE(start + 2)));
}
