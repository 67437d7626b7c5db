import { changesBetween, inTenant, type TenantContext } from "../access/index.ts";
import { parseInput } from "../parse-input.ts";
import { type KeyPolicy, keyPolicyInput } from "./schemas.ts";

/** What holds for all keys of a tenant. */
export async function getKeyPolicy(context: TenantContext): Promise<KeyPolicy> {
  return inTenant(context, "keys.read", async (tx) => {
    const row = await tx.db.tenant.findUniqueOrThrow({
      where: { id: tx.tenantId },
      select: { keyUnusedDays: true, reviewDays: true },
    });
    return { unusedDays: row.keyUnusedDays, reviewDays: row.reviewDays };
  });
}

/** After how many days without use a key suspends itself, and how often access is reviewed. Saving what is there records nothing. */
export async function updateKeyPolicy(context: TenantContext, input: KeyPolicy): Promise<void> {
  const wanted = parseInput(keyPolicyInput, input);
  await inTenant(context, "keys.update", async (tx) => {
    const row = await tx.db.tenant.findUniqueOrThrow({
      where: { id: tx.tenantId },
      select: { name: true, keyUnusedDays: true, reviewDays: true },
    });
    const changes = changesBetween(
      { unused_days: row.keyUnusedDays, review_days: row.reviewDays },
      { unused_days: wanted.unusedDays, review_days: wanted.reviewDays },
    );
    if (changes.length === 0) return;
    await tx.db.tenant.update({
      where: { id: tx.tenantId },
      data: { keyUnusedDays: wanted.unusedDays, reviewDays: wanted.reviewDays },
    });
    tx.record("key.policy_changed", {
      targets: [{ type: "tenant", id: tx.tenantId, name: row.name }],
      changes,
    });
  });
}
