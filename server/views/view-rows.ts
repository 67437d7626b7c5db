import type { Caller, TenantContext, TenantTransaction } from "../access/index.ts";
import { AppError } from "../errors.ts";
import type { SavedViewState } from "./schemas.ts";

/** A saved view as its reader sees it; times are RFC 3339. */
export interface SavedView {
  id: string;
  name: string;
  isShared: boolean;
  isOwn: boolean;
  /** Who saved it; null for somebody who is no member any more. */
  owner: string | null;
  /** The reader may rename, overwrite and delete it. */
  canChange: boolean;
  /** The roles that open with it. */
  defaultOf: string[];
  state: SavedViewState;
  createdAt: string;
  updatedAt: string;
}

export type ViewRow = NonNullable<Awaited<ReturnType<TenantTransaction["db"]["savedView"]["findUnique"]>>>;
type Person = Extract<Caller, { type: "user" }>;

/** The person who calls; AppError `forbidden` for a key, and for Sealtrail itself. */
export function demandPerson({ caller }: TenantContext): Person {
  if (caller.type !== "user")
    throw new AppError("forbidden", "Saved views are people's: a key has none.", { reason: "no person" });
  return caller;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const notThere = () => new AppError("not_found", "There is no such view.");

/**
 * The view, locked against its like until the transaction ends; AppError `not_found` in the same words for an id that is unknown,
 * malformed, another tenant's or somebody else's private one. Primary key; NO KEY UPDATE.
 */
export async function lockView(tx: TenantTransaction, person: Person, id: string): Promise<ViewRow> {
  if (!UUID.test(id)) throw notThere();
  await tx.run("SELECT FROM saved_view WHERE tenant_id = $1::uuid AND id = $2::uuid FOR NO KEY UPDATE", [
    tx.tenantId,
    id,
  ]);
  const row = await tx.db.savedView.findUnique({ where: { tenantId_id: { tenantId: tx.tenantId, id } } });
  if (!row || !(row.isShared || row.ownerPersonId === person.id)) throw notThere();
  return row;
}

/** Makes what one member does with its views follow each other: the row of the membership, NO KEY UPDATE, by its primary key. */
export async function lockOwner(tx: TenantTransaction, personId: string): Promise<void> {
  await tx.run("SELECT FROM membership WHERE tenant_id = $1::uuid AND person_id = $2::uuid FOR NO KEY UPDATE", [
    tx.tenantId,
    personId,
  ]);
}

/** AppError `conflict` when the owner has another view of this name. */
export async function refuseTaken(tx: TenantTransaction, ownerPersonId: string, name: string): Promise<void> {
  const where = { tenantId_ownerPersonId_name: { tenantId: tx.tenantId, ownerPersonId, name } };
  if (!(await tx.db.savedView.findUnique({ where, select: { id: true } }))) return;
  throw new AppError(
    "conflict",
    `There is a view called ${name} already: choose another name, or save over that one.`,
    {
      fields: [{ path: "name", message: "is taken" }],
    },
  );
}

/** The roles that open with each of these views, by view. Over view_default_tenant_id_view_id_idx. */
export async function defaultsOf(tx: TenantTransaction, viewIds: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await tx.db.viewDefault.findMany({
    where: { tenantId: tx.tenantId, viewId: { in: [...viewIds] } },
    orderBy: { role: "asc" },
  });
  const roles = new Map<string, string[]>();
  for (const { viewId, role } of rows) roles.set(viewId, [...(roles.get(viewId) ?? []), role]);
  return roles;
}

/** Rows as `context` sees them. */
export async function viewsOfRows(
  tx: TenantTransaction,
  context: TenantContext,
  rows: readonly ViewRow[],
): Promise<SavedView[]> {
  const ids = [...new Set(rows.map((row) => row.ownerPersonId))];
  // Row-level security shows people who are members.
  const people = await tx.db.person.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } });
  const names = new Map(people.map(({ id, name }) => [id, name]));
  const roles = await defaultsOf(
    tx,
    rows.map((row) => row.id),
  );
  return rows.map((row) => {
    const isOwn = row.ownerPersonId === context.caller.id;
    return {
      id: row.id,
      name: row.name,
      isShared: row.isShared,
      isOwn,
      owner: names.get(row.ownerPersonId) ?? null,
      canChange: isOwn || context.permissions.has("views.manage"),
      defaultOf: roles.get(row.id) ?? [],
      state: row.state as SavedViewState,
      createdAt: row.createdAt.toISOString(),
      updatedAt: row.updatedAt.toISOString(),
    };
  });
}

/** How a view is named in the trail. */
export const targetOfView = ({ id, name }: Pick<ViewRow, "id" | "name">) => ({ type: "view", id, name });

/** What of a view the trail says, field by field. */
export const fieldsOfView = (view: { name: string; isShared: boolean; state: unknown }) => ({
  name: view.name,
  is_shared: view.isShared,
  ...(view.state as SavedViewState),
});
