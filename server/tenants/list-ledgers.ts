import { systemQuery } from "../access/index.ts";

export interface LedgerState {
  tenantId: string;
  slug: string;
  origin: string;
  size: number;
  signedSize: number;
}

/** Every ledger with its size and the size last signed. One index look-up a tenant. */
export async function listLedgers(): Promise<LedgerState[]> {
  const rows = await systemQuery<{
    tenant_id: string;
    slug: string;
    origin: string;
    size: bigint;
    signed_size: bigint;
  }>("SELECT * FROM ledger_heads()");
  return rows.map((row) => ({
    tenantId: row.tenant_id,
    slug: row.slug,
    origin: row.origin,
    size: Number(row.size),
    signedSize: Number(row.signed_size),
  }));
}

/** Makes the monthly partitions from `from` to `to`, both included, that are missing. */
export async function ensurePartitions(from: Date, to: Date): Promise<void> {
  for (
    let month = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth(), 1));
    month <= to;
    month.setUTCMonth(month.getUTCMonth() + 1)
  ) {
    await systemQuery("SELECT ensure_partition($1::timestamptz)", month);
  }
}
