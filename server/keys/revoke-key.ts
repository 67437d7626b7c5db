import { inTenant, type TenantContext, type TenantTransaction } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { parseInput } from "../parse-input.ts";
import { runtime } from "../runtime.ts";
import { lockKeyRow, stateOfKey } from "./read-key.ts";
import { revokeKeyInput } from "./schemas.ts";

/**
 * Ends a key for good, with all of its secrets: refused everywhere within a second, open tails and feeds included. Other keys are not
 * touched. It gives nobody power, so the right alone is asked for. AppError `conflict` for a key that is revoked already.
 */
export async function revokeKey(context: TenantContext, input: { id: string; reason: string }): Promise<void> {
  const { id, reason } = parseInput(revokeKeyInput, input);
  const { use, ...withoutUse } = context;
  // A key may end itself: the act is recorded, but no use of a key that works behind it.
  const isItself = context.caller.type === "key" && context.caller.id === id;
  await inTenant(isItself ? withoutUse : context, "keys.revoke", (tx) =>
    revokeKeyIn(tx, { id, reason, by: context.caller.name }),
  );
  if (use) use.isRecorded = true;
}

/** The same within a transaction that does more. */
export async function revokeKeyIn(
  tx: TenantTransaction,
  { id, reason, by }: { id: string; reason: string; by: string },
): Promise<void> {
  const row = await lockKeyRow(tx, id);
  if (row.revokedAt) throw new AppError("conflict", "This key is revoked already: nothing was changed.");
  const now = runtime().clock.now();
  await tx.db.provisioningKey.update({
    where: { tenantId_id: { tenantId: tx.tenantId, id } },
    data: { revokedAt: now, revokedBy: by, revokeReason: reason },
  });
  tx.record("key.revoked", {
    targets: [{ type: "key", id, name: row.name }],
    changes: [{ field: "state", before: stateOfKey(row, now), after: "revoked" }],
    metadata: { reason },
  });
}
