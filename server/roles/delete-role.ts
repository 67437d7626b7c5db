import { inTenant, type TenantContext } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { runtime } from "../runtime.ts";
import { demandGrantable } from "./demand-grantable.ts";
import { findCustomRole } from "./find-role.ts";
import { asHeldNow } from "./held-now.ts";
import { stateOf } from "./read-role.ts";
import { lockRoles, type RoleUse, readUse } from "./roles.sql.ts";

/** Deletes a custom role that nobody has: AppError `conflict` with the numbers otherwise. Ended invitations to it go with it. */
export async function deleteRole(context: TenantContext, input: { role: string }): Promise<void> {
  const name = input.role;
  try {
    await inTenant(context, "roles.manage", async (tx) => {
      await lockRoles(tx);
      const row = await findCustomRole(tx, name, "deleted");
      const { view, ...before } = stateOf(row);
      const grantor = await asHeldNow(tx, context);
      demandGrantable({ permissions: new Set(before.permissions), view }, grantor, `The role ${name}`);
      const now = runtime().clock.now();
      const use = (await readUse(tx, now)).get(name);
      if (use && use.members + use.invitations + use.keys > 0) throw inUse(use);
      await tx.db.invitation.deleteMany({
        where: {
          tenantId: tx.tenantId,
          role: name,
          OR: [{ acceptedAt: { not: null } }, { revokedAt: { not: null } }, { expiresAt: { lte: now } }],
        },
      });
      await tx.db.role.delete({ where: { tenantId_name: { tenantId: tx.tenantId, name } } });
      tx.record("role.deleted", {
        targets: [{ type: "role", id: name, name }],
        changes: Object.entries(before)
          .filter(([field]) => field !== "name")
          .map(([field, value]) => ({ field, before: value })),
      });
    });
  } catch (error) {
    // Somebody was given the role between the count and the deletion: the foreign key kept it.
    if (isForeignKeyRefusal(error)) throw inUse();
    throw error;
  }
}

const isForeignKeyRefusal = (error: unknown) => error instanceof Error && "code" in error && error.code === "P2003";

const number = (count: number, one: string) => (count === 0 ? [] : [`${count} ${one}${count === 1 ? "" : "s"}`]);

function inUse(use?: RoleUse): AppError {
  const uses = use
    ? [
        ...number(use.members, "member"),
        ...number(use.invitations, "pending invitation"),
        ...number(use.keys, "key"),
      ].join(", ")
    : "somebody";
  return new AppError("conflict", `The role is in use by ${uses}: give them another role first. Nothing was deleted.`, {
    fields: [{ path: "role", message: `is in use by ${uses}` }],
  });
}
