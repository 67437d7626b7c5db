import type { TenantTransaction } from "../access/index.ts";
import type { SecretAdditions } from "./secret-rules.ts";

export interface RollupCursor {
  epoch: number;
  nextSeq: number;
  secretRule: string;
}

/**
 * Locks where the counts stand until the transaction ends; makes the row where there is none. Without waiting: undefined while another worker
 * holds it.
 */
export async function claimCursor(
  tx: TenantTransaction,
  { waits }: { waits: boolean },
): Promise<RollupCursor | undefined> {
  const select = `SELECT epoch, next_seq, secret_rule FROM rollup_cursor WHERE tenant_id = $1::uuid FOR UPDATE ${waits ? "" : "SKIP LOCKED"}`;
  const read = () => tx.run<{ epoch: number; next_seq: bigint; secret_rule: string }>(select, [tx.tenantId]);
  let rows = await read();
  if (rows.length === 0) {
    await tx.run(
      `INSERT INTO rollup_cursor (tenant_id, epoch, next_seq, secret_rule, updated_at) VALUES ($1::uuid, -1, 0, '', clock_timestamp())
       ON CONFLICT (tenant_id) DO NOTHING`,
      [tx.tenantId],
    );
    rows = await read();
  }
  const [row] = rows;
  return row && { epoch: row.epoch, nextSeq: Number(row.next_seq), secretRule: row.secret_rule };
}

export async function moveCursor(tx: TenantTransaction, cursor: RollupCursor, now: Date): Promise<void> {
  await tx.run(
    "UPDATE rollup_cursor SET epoch = $2::int, next_seq = $3::bigint, secret_rule = $4, updated_at = $5::timestamptz WHERE tenant_id = $1::uuid",
    [tx.tenantId, cursor.epoch, cursor.nextSeq, cursor.secretRule, now],
  );
}

/** Lets all counts go; policy, overrides and reminders stay. For the holder of the cursor. */
export async function clearRollups(tx: TenantTransaction): Promise<void> {
  for (const table of ["rollup_day", "rollup_value", "rollup_room", "secret_reader", "secret_target"])
    await tx.run(`DELETE FROM ${table} WHERE tenant_id = $1::uuid`, [tx.tenantId]);
  await tx.run("UPDATE rollup_cursor SET next_seq = 0, epoch = -1 WHERE tenant_id = $1::uuid", [tx.tenantId]);
}

/** What the tenant's policy adds to what tells of secrets. */
export async function readAdditions(tx: TenantTransaction): Promise<SecretAdditions> {
  const rows = await tx.run<{ policy: Partial<SecretAdditions> }>(
    "SELECT policy FROM secret_policy WHERE tenant_id = $1::uuid",
    [tx.tenantId],
  );
  const { types = [], actions = [] } = rows[0]?.policy ?? {};
  return { types, actions };
}

/** How far the counts follow the ledger. Two primary keys; no lock. */
export async function readFreshness(tx: TenantTransaction): Promise<{ countedTo: number; ledgerSize: number }> {
  const rows = await tx.run<{ counted: bigint; size: bigint }>(
    `SELECT COALESCE((SELECT c.next_seq FROM rollup_cursor c WHERE c.tenant_id = $1::uuid AND c.epoch = l.epoch), 0) AS counted, l.size
       FROM ledger l WHERE l.tenant_id = $1::uuid`,
    [tx.tenantId],
  );
  return { countedTo: Number(rows[0]?.counted ?? 0), ledgerSize: Number(rows[0]?.size ?? 0) };
}
