import { changesBetween, type TenantContext, type TenantTransaction } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { parseInput } from "../parse-input.ts";
import { secretIdOf } from "../rollups/index.ts";
import { runtime } from "../runtime.ts";
import { inSecrets } from "./in-secrets.ts";
import { readPolicy } from "./policy.ts";
import {
  type SetSecretOverrideInput,
  setSecretOverrideInput,
  type UpdateSecretPolicyInput,
  updateSecretPolicyInput,
} from "./schemas.ts";
import type { SecretPolicyState } from "./secret.ts";

/** How often secrets are to be rotated. Not recorded, since it shows nothing of any event. */
export async function getSecretPolicy(context: TenantContext): Promise<SecretPolicyState> {
  return inSecrets(context, "events.read", async (tx) => {
    const { policy, updatedAt } = await readPolicy(tx);
    return { ...policy, updatedAt: updatedAt?.toISOString() ?? null };
  });
}

/** Whoever changes policy or periods of a tenant does so one after the other, until the transaction ends: an advisory lock of its own. */
async function lockPolicy(tx: TenantTransaction): Promise<void> {
  await tx.run("SELECT pg_advisory_xact_lock(hashtext('sealtrail.secrets'), hashtext($1))::text", [tx.tenantId]);
}

/** Changes what is given. Further types or actions count secrets anew, from the first event on, which the worker does. */
export async function updateSecretPolicy(
  context: TenantContext,
  input: UpdateSecretPolicyInput,
): Promise<SecretPolicyState> {
  const wanted = Object.fromEntries(
    Object.entries(parseInput(updateSecretPolicyInput, input)).filter(([, value]) => value !== undefined),
  );
  return inSecrets(context, "tenant.update", async (tx) => {
    await lockPolicy(tx);
    const { policy, updatedAt } = await readPolicy(tx);
    const changes = changesBetween({ ...policy }, wanted);
    if (changes.length === 0) return { ...policy, updatedAt: updatedAt?.toISOString() ?? null };
    const now = runtime().clock.now();
    const next = { ...policy, ...wanted };
    const data = { policy: next, updatedAt: now, updatedBy: context.caller.id };
    await tx.db.secretPolicy.upsert({
      where: { tenantId: tx.tenantId },
      create: { tenantId: tx.tenantId, ...data },
      update: data,
    });
    tx.record("secret_policy.updated", { targets: [{ type: "tenant", id: tx.tenantId }], changes });
    return { ...next, updatedAt: now.toISOString() };
  });
}

/** Gives one secret a period of its own, or takes it away again. AppError `not_found` for a target that is none. */
export async function setSecretOverride(context: TenantContext, input: SetSecretOverrideInput): Promise<void> {
  const { type, id, override } = parseInput(setSecretOverrideInput, input);
  const secretId = secretIdOf(type.toLowerCase(), id);
  await inSecrets(context, "tenant.update", async (tx) => {
    await lockPolicy(tx);
    const where = { tenantId: tx.tenantId, id: secretId, isNamed: true };
    const secret = await tx.db.secretTarget.findFirst({ where, select: { name: true } });
    if (!secret) throw new AppError("not_found", "There is no such secret.");
    const key = { tenantId_secretId: { tenantId: tx.tenantId, secretId } };
    const before = await tx.db.secretOverride.findUnique({ where: key, select: { rotationDays: true, note: true } });
    const changes = changesBetween({ override: before }, { override });
    if (changes.length === 0) return;
    const data = { updatedAt: runtime().clock.now(), updatedBy: context.caller.id };
    if (override)
      await tx.db.secretOverride.upsert({
        where: key,
        create: { tenantId: tx.tenantId, secretId, ...override, ...data },
        update: { ...override, ...data },
      });
    else await tx.db.secretOverride.deleteMany({ where: { tenantId: tx.tenantId, secretId } });
    tx.record("secret_period.changed", {
      targets: [{ type: type.toLowerCase(), id, ...(secret.name ? { name: secret.name } : {}) }],
      changes,
    });
  });
}
