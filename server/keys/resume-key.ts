import { inTenant, type TenantContext } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { parseInput } from "../parse-input.ts";
import { asHeldNow, demandGrantable } from "../roles/index.ts";
import { runtime } from "../runtime.ts";
import { grantOfKey, lockKeyRow, roleOfKey, stateOfKey, type TenantKeyKind } from "./read-key.ts";
import { keyInput } from "./schemas.ts";

/** Lets a key work again that suspended itself; whoever does it must be able to grant it. AppError `conflict` for any other state. */
export async function resumeKey(context: TenantContext, input: { id: string }): Promise<void> {
  const { id } = parseInput(keyInput, input);
  await inTenant(context, "keys.update", async (tx) => {
    const grantor = await asHeldNow(tx, context);
    const row = await lockKeyRow(tx, id);
    const now = runtime().clock.now();
    const before = stateOfKey(row, now);
    if (before !== "suspended")
      throw new AppError("conflict", `This key is ${before}, not suspended: nothing was changed.`);
    const kind = row.kind as TenantKeyKind;
    if (kind !== "ingest") demandGrantable(grantOfKey({ ...row, kind }, await roleOfKey(tx, row)), grantor, "This key");
    await tx.db.provisioningKey.update({
      where: { tenantId_id: { tenantId: tx.tenantId, id } },
      data: { suspendedAt: null, suspendReason: null, resumedAt: now },
    });
    tx.record("key.resumed", {
      targets: [{ type: "key", id, name: row.name }],
      changes: [{ field: "state", before, after: stateOfKey({ ...row, suspendedAt: null }, now) }],
    });
  });
}
