import { changesBetween, inTenant, type TenantContext } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { parseInput } from "../parse-input.ts";
import { type TenantSecurity, type TenantUpdate, tenantSecurity, tenantUpdate } from "./schemas.ts";

/** Changes the settings that are given; recorded with before and after. Saving what is there already records nothing. */
export async function updateTenant(context: TenantContext, input: TenantUpdate): Promise<void> {
  const wanted = parseInput(tenantUpdate, input);
  if (wanted.holidays) wanted.holidays.sort((a, b) => (a.date < b.date ? -1 : 1));
  await inTenant(context, "tenant.update", async (tx) => {
    const before = await tx.db.tenant.findUniqueOrThrow({
      where: { id: tx.tenantId },
      select: { name: true, timeZone: true, businessHours: true, holidays: true },
    });
    const changes = changesBetween(before, wanted);
    if (changes.length === 0) return;
    const { name, timeZone, businessHours, holidays } = wanted;
    await tx.db.tenant.update({
      where: { id: tx.tenantId },
      data: {
        ...(name === undefined ? {} : { name }),
        ...(timeZone === undefined ? {} : { timeZone }),
        ...(businessHours === undefined ? {} : { businessHours }),
        ...(holidays === undefined ? {} : { holidays }),
      },
    });
    tx.record("tenant.updated", {
      targets: [{ type: "tenant", id: tx.tenantId, name: wanted.name ?? before.name }],
      changes,
    });
  });
}

/**
 * Changes the sign-in policy: whether members need a second factor, and how long their sessions last. Whoever requires a second factor
 * must have given one in this very session, so that nobody locks themselves out.
 */
export async function updateTenantSecurity(
  context: TenantContext,
  input: TenantSecurity,
  hasSecondFactor: boolean,
): Promise<void> {
  const wanted = parseInput(tenantSecurity, input);
  await inTenant(context, "tenant.security", async (tx) => {
    const before = await tx.db.tenant.findUniqueOrThrow({
      where: { id: tx.tenantId },
      select: { name: true, secondFactorRequired: true, sessionIdleMinutes: true, sessionHours: true },
    });
    if (wanted.secondFactorRequired && !before.secondFactorRequired && !hasSecondFactor)
      throw new AppError("conflict", "Add a second factor to your own account first: you would lock yourself out.", {
        fields: [{ path: "secondFactorRequired", message: "needs your own second factor first" }],
      });
    const changes = changesBetween(before, wanted);
    if (changes.length === 0) return;
    await tx.db.tenant.update({ where: { id: tx.tenantId }, data: wanted });
    tx.record("tenant.security_changed", {
      targets: [{ type: "tenant", id: tx.tenantId, name: before.name }],
      changes,
    });
  });
}
