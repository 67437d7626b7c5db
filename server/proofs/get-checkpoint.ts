import { inTenant, type TenantContext } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { latestCheckpoint, readHead } from "../ledger/index.ts";
import { runtime } from "../runtime.ts";

export interface LedgerSeal {
  origin: string;
  vkey: string;
  /** Events in the ledger. */
  size: number;
  /** Events under the newest signed checkpoint; 0 before the first. */
  signedSize: number;
  signedAt: string | null;
  /** The newest signed note. */
  checkpoint: string | null;
  /** Why the ledger is not being signed. */
  refusal: string | null;
}

/** The newest signed checkpoint as a note. */
export async function getLatestCheckpoint(context: TenantContext): Promise<string> {
  return inTenant(context, "proofs.read", async (tx) => {
    const head = await readHead(tx.run, tx.tenantId);
    const checkpoint = await latestCheckpoint(tx.run, tx.tenantId, head.epoch);
    if (!checkpoint)
      throw new AppError("unavailable", "This ledger has no signed checkpoint yet: ask again in a second.", {
        retryAfterS: 1,
      });
    tx.recordRead("checkpoint.read", { metadata: { size: checkpoint.size } });
    return checkpoint.note;
  });
}

/** How far the ledger is sealed: for the mark that every page carries. Not recorded, since it shows no event and every page asks for it. */
export async function getLedgerSeal(context: TenantContext): Promise<LedgerSeal> {
  const { signer } = runtime();
  return inTenant(context, "tenant.read", async (tx) => {
    const head = await readHead(tx.run, tx.tenantId);
    const checkpoint = await latestCheckpoint(tx.run, tx.tenantId, head.epoch);
    return {
      origin: head.origin,
      vkey: signer.vkeyOf(head.origin),
      size: head.size,
      signedSize: checkpoint?.size ?? 0,
      signedAt: checkpoint ? checkpoint.signedAt.toISOString() : null,
      checkpoint: checkpoint?.note ?? null,
      refusal: signer.refusal(tx.tenantId) ?? null,
    };
  });
}
