import { inTenant, type TenantContext } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { parseInput } from "../parse-input.ts";
import { runtime } from "../runtime.ts";
import { lockKeyRow, stateOfKey } from "./read-key.ts";
import { cutSecretInput } from "./schemas.ts";

/**
 * Ends the grace of a key's old secrets at once, such as when one has leaked; the present secret goes on. It takes power from whoever has
 * the old one and gives none, so the right alone is asked for. AppError `conflict` when no old secret works.
 */
export async function cutSecret(context: TenantContext, input: { id: string; reason?: string }): Promise<void> {
  const { id, reason = "leaked" } = parseInput(cutSecretInput, input);
  await inTenant(context, "keys.update", async (tx) => {
    const row = await lockKeyRow(tx, id);
    const { caller, use } = context;
    if (caller.type === "key" && caller.id === id && use && !Buffer.from(row.secretHash).equals(use.secretHash))
      throw new AppError("conflict", "This request came with an old secret of this key: cut it with the new one.");
    const now = runtime().clock.now();
    const working = row.secrets.filter((secret) => secret.validUntil > now);
    if (working.length === 0)
      throw new AppError("conflict", "No old secret of this key works any more: there is nothing to cut.");
    await tx.db.keySecret.updateMany({
      where: { tenantId: tx.tenantId, keyId: id, validUntil: { gt: now } },
      data: { validUntil: now, cutAt: now, endNotedAt: now, reason },
    });
    const before = stateOfKey(row, now);
    const after = stateOfKey({ ...row, secrets: [] }, now);
    tx.record("key.secret_cut", {
      targets: [{ type: "key", id, name: row.name }],
      changes: [
        ...(before === after ? [] : [{ field: "state", before, after }]),
        { field: "old_secret_until", before: working[0]!.validUntil.toISOString(), after: now.toISOString() },
      ],
      metadata: { reason, secrets: working.length },
    });
  });
}
