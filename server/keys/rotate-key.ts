import { inTenant, type TenantContext } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { parseInput } from "../parse-input.ts";
import { asHeldNow, demandGrantable } from "../roles/index.ts";
import { runtime } from "../runtime.ts";
import type { IssuedKey } from "./create-key.ts";
import { grantOfKey, lockKeyRow, roleOfKey, stateOfKey, type TenantKeyKind } from "./read-key.ts";
import { type RotateKeyInput, rotateKeyInput } from "./schemas.ts";
import { mintKey } from "./token.ts";

const HOUR_MS = 3_600_000;

/** A new secret, and until when the one that it replaced works; null for at once. */
export interface RotatedKey extends IssuedKey {
  oldSecretUntil: string | null;
}

/**
 * Gives a key a new secret; the present one works until its grace ends. One transaction: whatever happens, the old secret works or both do.
 * Whoever rotates a key holds its token after, so they must be able to grant it. Other keys are not touched. AppError `conflict` for a key
 * that does not work.
 */
export async function rotateKey(context: TenantContext, input: RotateKeyInput): Promise<RotatedKey> {
  const { id, graceHours, reason } = parseInput(rotateKeyInput, input);
  return inTenant(context, "keys.update", async (tx) => {
    const grantor = await asHeldNow(tx, context);
    const row = await lockKeyRow(tx, id);
    const now = runtime().clock.now();
    const state = stateOfKey(row, now);
    if (state !== "active" && state !== "rotating")
      throw new AppError("conflict", `This key is ${state}, so it cannot be rotated: nothing was changed.`);
    if (graceHours === 0 && context.caller.type === "key" && context.caller.id === id)
      throw new AppError(
        "conflict",
        "A key cannot end the secret that it came with: rotate it with a grace, then cut the old secret with the new one.",
      );
    const kind = row.kind as TenantKeyKind;
    if (kind !== "ingest") demandGrantable(grantOfKey({ ...row, kind }, await roleOfKey(tx, row)), grantor, "This key");
    const minted = mintKey(kind, id);
    const until = new Date(now.getTime() + graceHours * HOUR_MS);
    const madeAt = row.rotatedAt ?? row.createdAt;
    await tx.db.keySecret.create({
      data: {
        tenantId: tx.tenantId,
        keyId: id,
        secretHash: row.secretHash,
        madeAt,
        replacedAt: now,
        replacedBy: context.caller.name,
        reason: reason ?? (graceHours === 0 ? "leaked" : "rotated"),
        validUntil: until,
        ...(graceHours === 0 ? { endNotedAt: now } : {}),
      },
    });
    await tx.db.provisioningKey.update({
      where: { tenantId_id: { tenantId: tx.tenantId, id } },
      data: { secretHash: Buffer.from(minted.secretHash), rotatedAt: now, reminded: null },
    });
    const after = graceHours > 0 ? "rotating" : state;
    tx.record("key.rotated", {
      targets: [{ type: "key", id, name: row.name }],
      changes: [
        { field: "secret_made_at", before: madeAt.toISOString(), after: now.toISOString() },
        ...(after === state ? [] : [{ field: "state", before: state, after }]),
      ],
      metadata: { old_secret_until: until.toISOString(), grace_hours: graceHours, ...(reason ? { reason } : {}) },
    });
    return { id, token: minted.token, oldSecretUntil: graceHours === 0 ? null : until.toISOString() };
  });
}
