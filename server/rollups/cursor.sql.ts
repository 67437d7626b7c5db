import type { TenantTransaction } from "../access/index.ts";
import type { SecretAdditions } from "./secret-rules.ts";

/**
 * Where a tenant's counts stand: those of events before `nextSeq`, those of secrets before `secretSeq`, which is never after it. An epoch that is not the
 * ledger's says that all counts are to be cleared before any is made; a rule that is not in force, that those of secrets are.
 */
export interface RollupCursor {
  epoch: number;
  nextSeq: number;
  secretSeq: number;
  secretRule: string;
}

/** Of no ledger, and no rule. */
const NO_EPOCH = -1;
const NO_RULE = "";

/** Locks where the counts stand until the transaction ends; makes the row where there is none. Undefined while another transaction holds it. */
export async function claimCursor(tx: TenantTransaction): Promise<RollupCursor | undefined> {
  const read = () =>
    tx.run<{ epoch: number; next_seq: bigint; secret_seq: bigint; secret_rule: string }>(
      "SELECT epoch, next_seq, secret_seq, secret_rule FROM rollup_cursor WHERE tenant_id = $1::uuid FOR UPDATE SKIP LOCKED",
      [tx.tenantId],
    );
  let rows = await read();
  if (rows.length === 0) {
    await tx.run(
      `INSERT INTO rollup_cursor (tenant_id, epoch, next_seq, secret_seq, secret_rule, updated_at)
       VALUES ($1::uuid, ${NO_EPOCH}, 0, 0, '${NO_RULE}', clock_timestamp()) ON CONFLICT (tenant_id) DO NOTHING`,
      [tx.tenantId],
    );
    rows = await read();
  }
  const [row] = rows;
  return (
    row && {
      ...{ epoch: row.epoch, nextSeq: Number(row.next_seq) },
      ...{ secretSeq: Number(row.secret_seq), secretRule: row.secret_rule },
    }
  );
}

export async function moveCursor(tx: TenantTransaction, cursor: RollupCursor, now: Date): Promise<void> {
  await tx.run(
    `UPDATE rollup_cursor SET epoch = $2::int, next_seq = $3::bigint, secret_seq = $4::bigint, secret_rule = $5, updated_at = $6::timestamptz
      WHERE tenant_id = $1::uuid`,
    [tx.tenantId, cursor.epoch, cursor.nextSeq, cursor.secretSeq, cursor.secretRule, now],
  );
}

/** What is to be cleared before anything is counted, as a cursor says it. */
export type Clearing = "all" | "secrets";

export const unset = (cursor: RollupCursor, what: Clearing): RollupCursor =>
  what === "all"
    ? { epoch: NO_EPOCH, nextSeq: 0, secretSeq: 0, secretRule: NO_RULE }
    : { ...cursor, secretSeq: 0, secretRule: NO_RULE };

/** What holds the counts, readers before the secrets that they belong to; and which rows of it are those of secrets. */
const TABLES: readonly { table: string; ofSecrets: string }[] = [
  { table: "secret_reader", ofSecrets: "true" },
  { table: "secret_target", ofSecrets: "true" },
  { table: "rollup_room", ofSecrets: "(kind = 'secret' OR kind LIKE 'secret.%')" },
  { table: "rollup_day", ofSecrets: "kind = 'secret'" },
  { table: "rollup_value", ofSecrets: "false" },
];

/**
 * Deletes at most so many rows of the counts; policy, overrides and reminders stay. Whether there is nothing left. For the holder of the cursor. By the
 * beginnings of the primary keys: a slice of 20,000 takes some tenths of a second, all rows of a year minutes.
 */
export async function clearSlice(tx: TenantTransaction, what: Clearing, rowsMax: number): Promise<boolean> {
  let left = rowsMax;
  for (const { table, ofSecrets } of TABLES) {
    const [deleted] = await tx.run<{ rows: bigint }>(
      `WITH gone AS (
         DELETE FROM ${table} WHERE ctid = ANY (ARRAY(
           SELECT ctid FROM ${table} WHERE tenant_id = $1::uuid AND ${what === "all" ? "true" : ofSecrets} LIMIT $2::int)) RETURNING 1)
       SELECT count(*) AS rows FROM gone`,
      [tx.tenantId, left],
    );
    left -= Number(deleted!.rows);
    if (left === 0) return false;
  }
  return true;
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

/** Before which seq events, or secrets, are counted, and how many events there are. Two primary keys; no lock. */
export async function readPlaces(
  tx: TenantTransaction,
  of: "events" | "secrets",
): Promise<{ countedTo: number; ledgerSize: number }> {
  const rows = await tx.run<{ counted: bigint; size: bigint }>(
    `SELECT COALESCE((SELECT c.${of === "events" ? "next_seq" : "secret_seq"} FROM rollup_cursor c WHERE c.tenant_id = $1::uuid AND c.epoch = l.epoch), 0) AS counted,
            l.size
       FROM ledger l WHERE l.tenant_id = $1::uuid`,
    [tx.tenantId],
  );
  return { countedTo: Number(rows[0]?.counted ?? 0), ledgerSize: Number(rows[0]?.size ?? 0) };
}
