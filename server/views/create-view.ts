import { changesBetween, demandPermission, inTenant, type TenantContext } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { uuidv7 } from "../ids.ts";
import { parseInput } from "../parse-input.ts";
import { parseQuery } from "../query/index.ts";
import { runtime } from "../runtime.ts";
import { VIEWS_OF_ONE_MAX, type ViewInput, viewInput } from "./schemas.ts";
import {
  demandPerson,
  fieldsOfView,
  lockOwner,
  refuseTaken,
  type SavedView,
  targetOfView,
  viewsOfRows,
} from "./view-rows.ts";

/** Saves a view of the caller; a shared one needs the right `views.share` too. The query must be one that can be read. */
export async function createView(context: TenantContext, input: ViewInput): Promise<SavedView> {
  const { name, isShared, state } = parseInput(viewInput, input);
  parseQuery(state.q, { alerts: true });
  if (isShared) await demandPermission(context, "views.share");
  return inTenant(context, "events.read", async (tx) => {
    const person = demandPerson(context);
    await lockOwner(tx, person.id);
    await refuseTaken(tx, person.id, name);
    const used = await tx.db.savedView.count({ where: { tenantId: tx.tenantId, ownerPersonId: person.id } });
    if (used >= VIEWS_OF_ONE_MAX)
      throw new AppError(
        "conflict",
        `You have ${used} views, as many as one may have: delete one that you do not use.`,
      );
    const now = runtime().clock.now();
    const id = uuidv7(now.getTime());
    const row = await tx.db.savedView.create({
      data: {
        tenantId: tx.tenantId,
        id,
        name,
        ownerPersonId: person.id,
        isShared,
        state,
        createdAt: now,
        updatedAt: now,
      },
    });
    tx.record("view.created", { targets: [targetOfView(row)], changes: changesBetween({}, fieldsOfView(row)) });
    return (await viewsOfRows(tx, context, [row]))[0]!;
  });
}
