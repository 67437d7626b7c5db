import { inTenant, type TenantContext } from "../access/index.ts";
import { demandPerson, type SavedView, viewsOfRows } from "./view-rows.ts";

export interface ViewList {
  views: SavedView[];
  /** The view that the reader's role opens with; null without one. */
  defaultId: string | null;
}

/** The reader's own views and the shared ones, by name. */
export async function listViews(context: TenantContext): Promise<ViewList> {
  return inTenant(context, "events.read", async (tx) => {
    const person = demandPerson(context);
    // Over saved_view_pkey from the tenant on.
    const rows = await tx.db.savedView.findMany({
      where: { tenantId: tx.tenantId, OR: [{ isShared: true }, { ownerPersonId: person.id }] },
    });
    const views = await viewsOfRows(tx, context, rows);
    views.sort((a, b) => a.name.localeCompare(b.name, "en") || (a.id < b.id ? -1 : 1));
    tx.recordRead("views.listed", { metadata: { rows: views.length } });
    const role = context.role;
    return { views, defaultId: views.find((view) => role && view.defaultOf.includes(role))?.id ?? null };
  });
}
