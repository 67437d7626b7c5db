import {
  changesBetween,
  demandPermission,
  inTenant,
  type TenantContext,
  type TenantTransaction,
} from "../access/index.ts";
import { AppError } from "../errors.ts";
import { parseInput } from "../parse-input.ts";
import { parseQuery } from "../query/index.ts";
import { runtime } from "../runtime.ts";
import { type ViewUpdate, viewUpdate } from "./schemas.ts";
import {
  demandPerson,
  fieldsOfView,
  lockOwner,
  lockView,
  refuseTaken,
  type SavedView,
  targetOfView,
  type ViewRow,
  viewsOfRows,
} from "./view-rows.ts";

/** Renames a view, or saves another state over it. Saving what is there already records nothing. */
export async function updateView(context: TenantContext, input: ViewUpdate): Promise<SavedView> {
  const { id, updatedAt, name, state } = parseInput(viewUpdate, input);
  if (state) parseQuery(state.q, { alerts: true });
  return inTenant(context, "events.read", async (tx) => {
    const before = await lockChangeable(tx, context, id);
    if (updatedAt !== undefined && Date.parse(updatedAt) !== before.updatedAt.getTime())
      throw new AppError("conflict", "The view was changed meanwhile: open it again to see how; nothing was saved.", {
        fields: [{ path: "updatedAt", message: "is not the present state" }],
      });
    if (name !== undefined && name !== before.name) {
      await lockOwner(tx, before.ownerPersonId);
      await refuseTaken(tx, before.ownerPersonId, name);
    }
    const wanted = { ...(name === undefined ? {} : { name }), ...(state === undefined ? {} : { state }) };
    const changes = changesOfView(before, { ...before, ...wanted });
    if (changes.length === 0) return (await viewsOfRows(tx, context, [before]))[0]!;
    const row = await tx.db.savedView.update({
      where: { tenantId_id: { tenantId: tx.tenantId, id } },
      data: { ...wanted, updatedAt: laterThan(before) },
    });
    tx.record("view.updated", { targets: [targetOfView(row)], changes });
    return (await viewsOfRows(tx, context, [row]))[0]!;
  });
}

/** What the state lost counts as a change too. */
function changesOfView(before: ViewRow, after: { name: string; isShared: boolean; state: unknown }) {
  const [was, is] = [fieldsOfView(before), fieldsOfView(after)];
  const gone = Object.fromEntries(Object.keys(was).map((field) => [field, null]));
  return changesBetween(was, { ...gone, ...is });
}

/** Later than the last change by all means, so that each state has a time of its own. */
export const laterThan = ({ updatedAt }: ViewRow) =>
  new Date(Math.max(runtime().clock.now().getTime(), updatedAt.getTime() + 1));

/** The view, locked, if the caller may change it: its own, or a shared one with the right `views.manage`. */
export async function lockChangeable(tx: TenantTransaction, context: TenantContext, id: string): Promise<ViewRow> {
  const person = demandPerson(context);
  const row = await lockView(tx, person, id);
  if (row.ownerPersonId !== person.id) await demandPermission(context, "views.manage");
  return row;
}
