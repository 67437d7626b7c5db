import { inclusionProof } from "#tlog";
import { inTenant, type TenantContext, type TenantTransaction } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { latestCheckpoint, readHead, tileReader } from "../ledger/index.ts";
import { runtime } from "../runtime.ts";
import { findVisible } from "./visible-events.sql.ts";

export interface EventProof {
  index: number;
  size: number;
  hashes: Uint8Array[];
  /** The signed note. */
  checkpoint: string;
}

const COVER_WAIT_MS = 2_000;

/**
 * The inclusion proof of an event in the newest signed checkpoint, or in the one of exactly `size`. Waits up to 2 s for a checkpoint that
 * covers the event, then AppError `unavailable`. For an event that the caller does not see it is the `not_found` of one that is not there.
 * Three tile look-ups at a million events.
 */
export async function getProof(context: TenantContext, id: string, size?: number): Promise<EventProof> {
  const { signer } = runtime();
  const prove = () => inTenant(context, "proofs.read", (tx) => proveIn(tx, context, id, size));
  const first = await prove();
  if ("hashes" in first) return first;
  if (await signer.waitFor(context.tenantId, first.uncovered + 1, COVER_WAIT_MS)) {
    const second = await prove();
    if ("hashes" in second) return second;
  }
  const why = signer.refusal(context.tenantId);
  throw new AppError(
    "unavailable",
    why
      ? "This ledger is not being signed: an operator must look into it."
      : "No signed checkpoint covers this event yet: ask again in a moment.",
    { retryAfterS: 1, cause: why },
  );
}

/** The proof, or the seq of an event that no checkpoint covers yet. */
async function proveIn(
  tx: TenantTransaction,
  context: TenantContext,
  id: string,
  size?: number,
): Promise<EventProof | { uncovered: number }> {
  const { seq } = await findVisible(tx, context, id);
  const head = await readHead(tx.run, tx.tenantId);
  const newest = await latestCheckpoint(tx.run, tx.tenantId, head.epoch);
  if (!newest || newest.size <= seq) return { uncovered: seq };
  const checkpoint = size === undefined ? newest : await checkpointOf(tx.run, tx.tenantId, head.epoch, size);
  if (!checkpoint || checkpoint.size <= seq)
    throw new AppError("not_found", "There is no checkpoint of that size which covers the event.");
  const hashes = await inclusionProof(tileReader(tx.run, head), seq, checkpoint.size);
  tx.recordRead("proof.downloaded", { targets: [{ type: "event", id }], metadata: { seq, size: checkpoint.size } });
  return { index: seq, size: checkpoint.size, hashes, checkpoint: checkpoint.note };
}

async function checkpointOf(
  run: Parameters<typeof latestCheckpoint>[0],
  tenantId: string,
  epoch: number,
  size: number,
) {
  const rows = await run<{ size: bigint; note: string }>(
    "SELECT size, note FROM checkpoint WHERE tenant_id = $1::uuid AND epoch = $2::int AND size = $3::bigint",
    [tenantId, epoch, size],
  );
  return rows[0] && { size: Number(rows[0].size), note: rows[0].note };
}
