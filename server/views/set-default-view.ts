import { inTenant, type TenantContext } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { parseInput } from "../parse-input.ts";
import { findRole } from "../roles/index.ts";
import { type ViewDefaultInput, viewDefault } from "./schemas.ts";
import { demandPerson, lockView, targetOfView } from "./view-rows.ts";

/** Has the Events page of a role open with a shared view, or with none; AppError `conflict` for a private one. */
export async function setDefaultView(context: TenantContext, input: ViewDefaultInput): Promise<void> {
  const { role, viewId } = parseInput(viewDefault, input);
  await inTenant(context, "views.manage", async (tx) => {
    const person = demandPerson(context);
    const view = viewId === null ? null : await lockView(tx, person, viewId);
    await findRole(tx, role);
    if (view && !view.isShared)
      throw new AppError("conflict", "Only a shared view can be what a role opens with: share it first.", {
        fields: [{ path: "viewId", message: "is a private view" }],
      });
    const where = { tenantId_role: { tenantId: tx.tenantId, role } };
    const before = await tx.db.viewDefault.findUnique({
      where,
      include: { view: { select: { id: true, name: true } } },
    });
    if ((before?.viewId ?? null) === (view?.id ?? null)) return;
    if (view)
      await tx.db.viewDefault.upsert({
        where,
        create: { tenantId: tx.tenantId, role, viewId: view.id },
        update: { viewId: view.id },
      });
    else await tx.db.viewDefault.delete({ where });
    tx.record("view.default_changed", {
      targets: [{ type: "role", id: role, name: role }, ...(view ? [targetOfView(view)] : [])],
      changes: [{ field: "default_view", before: before?.view.name ?? null, after: view?.name ?? null }],
    });
  });
}
