import { demandPermission, inTenant, type TenantContext, type TenantTransaction } from "../access/index.ts";
import { parseInput } from "../parse-input.ts";
import { viewOfId } from "./schemas.ts";
import { lockChangeable } from "./update-view.ts";
import { defaultsOf, fieldsOfView, targetOfView } from "./view-rows.ts";

/** Deletes a view for all who have it. One that a role opens with needs the right `views.manage`; the role then opens without one. */
export async function deleteView(context: TenantContext, input: { id: string }): Promise<void> {
  const { id } = parseInput(viewOfId, input);
  await inTenant(context, "events.read", async (tx) => {
    const row = await lockChangeable(tx, context, id);
    const defaultOf = await takeDefaults(tx, context, id);
    await tx.db.savedView.delete({ where: { tenantId_id: { tenantId: tx.tenantId, id } } });
    tx.record("view.deleted", {
      targets: [targetOfView(row)],
      changes: Object.entries(fieldsOfView(row)).map(([field, before]) => ({ field, before })),
      ...(defaultOf.length > 0 ? { metadata: { default_of: defaultOf } } : {}),
    });
  });
}

/** Ends that roles open with the view; answers with those roles. */
export async function takeDefaults(tx: TenantTransaction, context: TenantContext, viewId: string): Promise<string[]> {
  const roles = (await defaultsOf(tx, [viewId])).get(viewId) ?? [];
  if (roles.length === 0) return [];
  await demandPermission(context, "views.manage");
  await tx.db.viewDefault.deleteMany({ where: { tenantId: tx.tenantId, viewId } });
  return roles;
}
