import { changesBetween, inTenant } from "../access/index.ts";
import { parseInput } from "../parse-input.ts";
import { runtime } from "../runtime.ts";
import { type TenantLimits, tenantLimits, tenantName } from "../tenants/index.ts";
import { findTenant } from "./list-tenants.ts";
import { type OperatorContext, operatorIn } from "./operator.ts";

/** Suspends a tenant: within a second no member and no key of it can do or see anything. Its ledger stays whole and sealed. */
export async function suspendTenant(operator: OperatorContext, input: { id: string; reason: string }): Promise<void> {
  const reason = parseInput(tenantName, input.reason);
  const { id, name } = await findTenant(operator, input.id);
  await inTenant(operatorIn(operator, id), "tenant.suspend", async (tx) => {
    const suspendedAt = runtime().clock.now();
    const { count } = await tx.db.tenant.updateMany({ where: { id, suspendedAt: null }, data: { suspendedAt } });
    if (count === 1)
      tx.record("tenant.suspended", {
        targets: [{ type: "tenant", id, name }],
        changes: [{ field: "suspended", before: false, after: true }],
        metadata: { reason },
      });
  });
}

/** Lets a suspended tenant be used again. */
export async function resumeTenant(operator: OperatorContext, input: { id: string }): Promise<void> {
  const { id, name } = await findTenant(operator, input.id);
  await inTenant(operatorIn(operator, id), "tenant.suspend", async (tx) => {
    const { count } = await tx.db.tenant.updateMany({
      where: { id, suspendedAt: { not: null } },
      data: { suspendedAt: null },
    });
    if (count === 1)
      tx.record("tenant.resumed", {
        targets: [{ type: "tenant", id, name }],
        changes: [{ field: "suspended", before: true, after: false }],
      });
  });
}

/** Sets what a tenant may have at most; a limit that is left out falls back to the default. What there is already stays. */
export async function setTenantLimits(
  operator: OperatorContext,
  input: { id: string; limits: TenantLimits },
): Promise<void> {
  const limits = parseInput(tenantLimits, input.limits);
  const { id, name, limits: before } = await findTenant(operator, input.id);
  await inTenant(operatorIn(operator, id), "tenant.limits", async (tx) => {
    const names = new Set([...Object.keys(before), ...Object.keys(limits)]) as Set<keyof TenantLimits>;
    const changes = changesBetween(before, Object.fromEntries([...names].map((key) => [key, limits[key] ?? null])));
    if (changes.length === 0) return;
    await tx.db.tenant.update({ where: { id }, data: { limits } });
    tx.record("tenant.limits_changed", { targets: [{ type: "tenant", id, name }], changes });
  });
}
