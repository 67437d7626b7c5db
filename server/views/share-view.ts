import { inTenant, type TenantContext } from "../access/index.ts";
import { parseInput } from "../parse-input.ts";
import { takeDefaults } from "./delete-view.ts";
import { type ViewSharing, viewSharing } from "./schemas.ts";
import { laterThan, lockChangeable } from "./update-view.ts";
import { type SavedView, targetOfView, viewsOfRows } from "./view-rows.ts";

/**
 * Shows a view to all members, or to its owner alone again. What a reader sees of the events does not change by it. A view that a role
 * opens with is taken back only with the right `views.manage`; the role then opens without one.
 */
export async function shareView(context: TenantContext, input: ViewSharing): Promise<SavedView> {
  const { id, isShared } = parseInput(viewSharing, input);
  return inTenant(context, "views.share", async (tx) => {
    const before = await lockChangeable(tx, context, id);
    if (before.isShared === isShared) return (await viewsOfRows(tx, context, [before]))[0]!;
    const defaultOf = isShared ? [] : await takeDefaults(tx, context, id);
    const row = await tx.db.savedView.update({
      where: { tenantId_id: { tenantId: tx.tenantId, id } },
      data: { isShared, updatedAt: laterThan(before) },
    });
    tx.record(isShared ? "view.shared" : "view.unshared", {
      targets: [targetOfView(row)],
      changes: [{ field: "is_shared", before: before.isShared, after: isShared }],
      ...(defaultOf.length > 0 ? { metadata: { default_of: defaultOf } } : {}),
    });
    return (await viewsOfRows(tx, context, [row]))[0]!;
  });
}
