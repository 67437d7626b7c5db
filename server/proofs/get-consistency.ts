import { consistencyProof } from "#tlog";
import { inTenant, type TenantContext } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { readHead, tileReader } from "../ledger/index.ts";

/** The RFC 9162 consistency proof between two sizes of the ledger, `from` <= `to`. */
export async function getConsistency(
  context: TenantContext,
  from: number,
  to: number,
): Promise<{ from: number; to: number; hashes: Uint8Array[] }> {
  return inTenant(context, "proofs.read", async (tx) => {
    const head = await readHead(tx.run, tx.tenantId);
    if (from > to)
      throw new AppError("invalid", "from must not be larger than to.", {
        fields: [{ path: "from", message: "is larger than to" }],
      });
    if (to > head.size)
      throw new AppError("invalid", `The ledger has ${head.size} events.`, {
        fields: [{ path: "to", message: "is larger than the ledger" }],
      });
    const hashes = await consistencyProof(tileReader(tx.run, head), from, to);
    tx.recordRead("consistency.read", { metadata: { from, to } });
    return { from, to, hashes };
  });
}
