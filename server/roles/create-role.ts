import { inTenant, type TenantContext, type TenantTransaction } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { parseInput } from "../parse-input.ts";
import { runtime } from "../runtime.ts";
import { readLimits } from "../tenants/index.ts";
import { demandGrantable } from "./demand-grantable.ts";
import { asHeldNow } from "./held-now.ts";
import { viewOfInput } from "./read-role.ts";
import { insertRole, lockRoles } from "./roles.sql.ts";
import { foldedName, type RoleInput, roleInput } from "./schemas.ts";

/** Makes a custom role; nobody makes one that may do or see more than they. Answers with its name. */
export async function createRole(context: TenantContext, input: RoleInput): Promise<{ name: string }> {
  const { copiedFrom, ...role } = parseInput(roleInput, input);
  const view = viewOfInput(role.scope, role.masks);
  await inTenant(context, "roles.manage", async (tx) => {
    await lockRoles(tx);
    const grantor = await asHeldNow(tx, context);
    demandGrantable({ permissions: new Set(role.permissions), view }, grantor, `The role ${role.name}`);
    const names = await namesOfRoles(tx);
    refuseTaken(role.name, names);
    if (copiedFrom !== undefined && !names.includes(copiedFrom))
      throw new AppError("invalid", "The role to copy from is not there any more: nothing was made.", {
        fields: [{ path: "copied_from", message: "is no role of this tenant" }],
      });
    await demandRoom(tx);
    await insertRole(tx, role, copiedFrom ?? null, runtime().clock.now());
    const { name, ...state } = role;
    tx.record("role.created", {
      targets: [{ type: "role", id: name, name }],
      changes: Object.entries(state).map(([field, after]) => ({ field, after })),
      ...(copiedFrom === undefined ? {} : { metadata: { copied_from: copiedFrom } }),
    });
  });
  return { name: role.name };
}

export async function namesOfRoles(tx: TenantTransaction): Promise<string[]> {
  const rows = await tx.db.role.findMany({ where: { tenantId: tx.tenantId }, select: { name: true } });
  return rows.map((row) => row.name);
}

/** AppError `conflict` when another role has this name, or one that reads the same. */
export function refuseTaken(name: string, names: readonly string[]): void {
  const taken = names.find((other) => foldedName(other) === foldedName(name));
  if (taken === undefined) return;
  throw new AppError("conflict", `There is a role called ${taken} already: choose another name.`, {
    fields: [{ path: "name", message: `is taken by ${taken}` }],
  });
}

async function demandRoom(tx: TenantTransaction): Promise<void> {
  const { roles } = await readLimits(tx);
  const used = await tx.db.role.count({ where: { tenantId: tx.tenantId, system: false } });
  if (used < roles) return;
  throw new AppError(
    "conflict",
    `This tenant has ${used} custom roles, as many as it may have: delete one that nobody uses, or ask the operator for more.`,
    { fields: [{ path: "limits.roles", message: `at most ${roles}` }] },
  );
}
