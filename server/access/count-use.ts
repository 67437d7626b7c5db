import { createHash } from "node:crypto";
import type { AppendItem, LedgerDraft } from "../ledger/index.ts";
import { runtime } from "../runtime.ts";
import { appendActs, withFreshStamps } from "./append-acts.ts";
import type { TenantContext } from "./context.ts";
import type { TenantTransaction } from "./door.ts";
import { keyUseNotes, noteKeyUses } from "./key-use.ts";
import { systemQuery } from "./system-db.ts";
import type { TrailAction } from "./trail-actions.ts";
import { type TrailDetails, trailDraft } from "./trail-draft.ts";

/** A use that goes on for long: recorded when it begins, then once a minute with what it came to. */
export interface LongUse {
  /** How its beginning is recorded; absent where the verb has done so. */
  opened?: TrailAction;
  continued: TrailAction;
  /** What the use is told apart by, beside the caller, such as its query. */
  mark: string;
  details: TrailDetails;
}

export const COUNTED_MS = 60_000;

const markOf = ({ caller }: TenantContext, { continued, mark }: LongUse) =>
  createHash("sha256")
    .update(JSON.stringify([caller.id, continued, mark]))
    .digest();

/**
 * Counts a part of a long use in the caller's transaction. The first part is recorded as `opened`; what follows adds up and is recorded as
 * `continued` by recordLongUses, with `metadata.requests`, `rows` and `since`. A crash loses nothing: the counts are where the rows are.
 * AppError `unauthenticated` when the context's key does not work any more.
 */
export async function countUse(
  tx: TenantTransaction,
  context: TenantContext,
  use: LongUse,
  counts: { requests: number; rows: number },
): Promise<void> {
  const { opened, continued, details } = use;
  const now = runtime().clock.now();
  const mark = markOf(context, use);
  const draft = JSON.stringify(trailDraft(context, continued, details, now));
  const keyId = context.caller.type === "key" ? context.caller.id : null;
  const first = opened ? { requests: 0, rows: 0 } : counts;
  // Over the primary key; locks one row of the caller's own.
  const [made] = await tx.run<{ mark: Buffer }>(
    `INSERT INTO open_use (tenant_id, mark, draft, key_id, since, requests, rows)
     VALUES ($1::uuid, $2::bytea, $3::json, $4, $5::timestamptz, $6::bigint, $7::bigint) ON CONFLICT DO NOTHING RETURNING mark`,
    [tx.tenantId, mark, draft, keyId, now, first.requests, first.rows],
  );
  if (made && opened) {
    tx.record(opened, { ...details, metadata: { ...details.metadata, ...counts } });
    return;
  }
  if (!made)
    await tx.run(
      `UPDATE open_use SET requests = requests + $3::bigint, rows = rows + $4::bigint, draft = $5::json
        WHERE tenant_id = $1::uuid AND mark = $2::bytea`,
      [tx.tenantId, mark, counts.requests, counts.rows, draft],
    );
  await noteKeyUses(tx.run, tx.tenantId, keyUseNotes(context, { rows: counts.rows }));
  if (context.use) context.use.isRecorded = true;
}

/** Records what a long use that ends now came to since it was last recorded. */
export async function endLongUse(context: TenantContext, use: LongUse): Promise<void> {
  await recordLongUsesOf(context.tenantId, { mark: markOf(context, use) });
}

interface OpenUseRow {
  draft: LedgerDraft;
  requests: bigint;
  rows: bigint;
  since: Date;
}

/** Records what long uses came to since `COUNTED_MS` ago and starts their counts anew; one without any has ended. For the worker. */
export async function recordLongUses(): Promise<void> {
  const before = new Date(runtime().clock.now().getTime() - COUNTED_MS);
  const due = await systemQuery<{ tenant: string }>("SELECT open_uses_due($1::timestamptz)::text AS tenant", before);
  for (const { tenant } of due) await recordLongUsesOf(tenant, { before });
}

// Over open_use_since_idx or the primary key; rows that another worker has are passed over. Locks the rows until the end.
const RENEW_SQL = `
  WITH due AS (SELECT mark, draft, requests, rows, since FROM open_use WHERE tenant_id = $1::uuid AND since < $2::timestamptz FOR UPDATE SKIP LOCKED),
       ended AS (DELETE FROM open_use o USING due d WHERE o.tenant_id = $1::uuid AND o.mark = d.mark AND d.requests = 0 AND d.rows = 0),
       renewed AS (UPDATE open_use o SET requests = 0, rows = 0, since = $3::timestamptz FROM due d
                    WHERE o.tenant_id = $1::uuid AND o.mark = d.mark AND (d.requests <> 0 OR d.rows <> 0))
  SELECT draft, requests, rows, since FROM due WHERE requests <> 0 OR rows <> 0`;
const END_SQL = `
  WITH ended AS (DELETE FROM open_use WHERE tenant_id = $1::uuid AND mark = $2::bytea RETURNING draft, requests, rows, since)
  SELECT draft, requests, rows, since FROM ended WHERE requests <> 0 OR rows <> 0`;

/** One transaction: what is counted no more is recorded. */
async function recordLongUsesOf(
  tenantId: string,
  which: { before: Date; mark?: never } | { mark: Buffer; before?: never },
): Promise<void> {
  const { database, clock, signer } = runtime();
  const recorded = await withFreshStamps((stampedAnew) =>
    database.prisma.$transaction(async (db) => {
      const run = <Row>(text: string, values: unknown[]) => db.$queryRawUnsafe<Row[]>(text, ...values);
      await run("SELECT set_config('app.tenant_id', $1, true)", [tenantId]);
      const now = clock.now();
      const rows = which.mark
        ? await run<OpenUseRow>(END_SQL, [tenantId, which.mark])
        : await run<OpenUseRow>(RENEW_SQL, [tenantId, which.before, now]);
      if (rows.length > 0)
        await appendActs(
          run,
          tenantId,
          rows.map((row) => itemOf(row, now)),
          stampedAnew,
        );
      return rows.length;
    }),
  );
  if (recorded > 0) signer.touch(tenantId);
}

function itemOf({ draft, requests, rows, since }: OpenUseRow, now: Date): AppendItem {
  const counts = { requests: Number(requests), rows: Number(rows), since: since.toISOString() };
  return {
    draft: { ...draft, occurred_at: now.toISOString(), metadata: { ...draft.metadata, ...counts } },
    keyId: "sealtrail",
  };
}
