import { changesBetween, inTenant, type TenantContext } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { parseInput } from "../parse-input.ts";
import { runtime } from "../runtime.ts";
import { namesOfRoles, refuseTaken } from "./create-role.ts";
import { demandGrantable } from "./demand-grantable.ts";
import { findCustomRole } from "./find-role.ts";
import { asHeldNow } from "./held-now.ts";
import { stateOf, viewOfInput } from "./read-role.ts";
import { lockRoles, type RoleState, readUse, rewriteRole } from "./roles.sql.ts";
import { type RoleUpdate, roleUpdate } from "./schemas.ts";

/**
 * Changes a custom role, for all who have it, from their next request on. Whoever changes it must be able to grant it both as it was
 * and as it will be. Saving what is there already records nothing. Answers with the name and when it was last changed.
 */
export async function updateRole(
  context: TenantContext,
  input: RoleUpdate,
): Promise<{ name: string; updatedAt: string | null }> {
  const { role: name, updatedAt, ...wanted } = parseInput(roleUpdate, input);
  return inTenant(context, "roles.manage", async (tx) => {
    await lockRoles(tx);
    const row = await findCustomRole(tx, name, "changed");
    const { view, ...before } = stateOf(row);
    const grantor = await asHeldNow(tx, context);
    demandGrantable({ permissions: new Set(before.permissions), view }, grantor, `The role ${name}`);
    if (updatedAt !== undefined && Date.parse(updatedAt) !== (row.updatedAt?.getTime() ?? 0))
      throw new AppError(
        "conflict",
        "The role was changed while you edited it: reload to see how; nothing was saved.",
        {
          fields: [{ path: "updated_at", message: "is not the present state" }],
        },
      );
    const after = mergeState(before, wanted);
    demandGrantable(
      { permissions: new Set(after.permissions), view: viewOfInput(after.scope, after.masks) },
      grantor,
      `The role ${after.name}`,
    );
    const changes = changesBetween({ ...before }, { ...after });
    if (changes.length === 0) return { name, updatedAt: row.updatedAt?.toISOString() ?? null };
    if (after.name !== name)
      refuseTaken(
        after.name,
        (await namesOfRoles(tx)).filter((other) => other !== name),
      );
    // Later than the last change by all means, so that each state has a time of its own.
    const now = new Date(Math.max(runtime().clock.now().getTime(), (row.updatedAt?.getTime() ?? 0) + 1));
    await rewriteRole(tx, name, after, now);
    const use = (await readUse(tx, now)).get(after.name);
    tx.record("role.updated", {
      targets: [{ type: "role", id: after.name, name: after.name }],
      changes,
      metadata: { members: use?.members ?? 0, keys: use?.keys ?? 0 },
    });
    return { name: after.name, updatedAt: now.toISOString() };
  });
}

function mergeState(
  before: RoleState,
  wanted: { [Field in keyof RoleState]?: RoleState[Field] | undefined },
): RoleState {
  const given = Object.entries(wanted).filter(([, value]) => value !== undefined);
  return { ...before, ...Object.fromEntries(given) };
}
