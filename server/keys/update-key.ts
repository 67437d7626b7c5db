import { changesBetween, inTenant, type TenantContext } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { parseInput } from "../parse-input.ts";
import { asHeldNow, demandGrantable, findRole, viewOfInput } from "../roles/index.ts";
import { runtime } from "../runtime.ts";
import { demandEnd, demandMember, demandSensibleView } from "./create-key.ts";
import {
  demandWithinKind,
  findKeyRow,
  grantOfKey,
  type Key,
  lockKeyRow,
  readKeyRow,
  roleOfKey,
  stateOfKey,
  type TenantKeyKind,
} from "./read-key.ts";
import { type UpdateKeyInput, updateKeyInput } from "./schemas.ts";
import { factsOf } from "./trail-facts.ts";

/**
 * Changes what a key is for, sees and may, from its next request on. Whoever changes it must be able to grant it both as it was and as it
 * will be. AppError `conflict` for a key that was revoked or changed meanwhile. Saving what is there already records nothing.
 */
export async function updateKey(context: TenantContext, input: UpdateKeyInput): Promise<Key> {
  const { id, updatedAt, ...wanted } = parseInput(updateKeyInput, input);
  return inTenant(context, "keys.update", async (tx) => {
    const grantor = await asHeldNow(tx, context);
    const row = await lockKeyRow(tx, id);
    const now = runtime().clock.now();
    if (row.revokedAt) throw new AppError("conflict", "This key is revoked: issue a new one. Nothing was changed.");
    if (updatedAt !== undefined && updatedAt !== (row.updatedAt?.toISOString() ?? null))
      throw new AppError("conflict", "The key was changed while you edited it: reload to see how; nothing was saved.", {
        fields: [{ path: "updatedAt", message: "is not the present state" }],
      });
    const kind = row.kind as TenantKeyKind;
    const before = { ...row, rowsPerDay: row.rowsPerDay === null ? null : Number(row.rowsPerDay) };
    const given = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
    const after = { ...before, ...(given as typeof wanted) } as typeof before;
    if (wanted.permissions) demandWithinKind(kind, wanted.permissions);
    if (wanted.scope !== undefined || wanted.masks !== undefined) {
      viewOfInput(wanted.scope ?? null, wanted.masks ?? []);
      demandSensibleView(kind, after.scope ?? null, after.masks);
    }
    const within = await findRole(tx, after.role);
    if (kind !== "ingest") {
      demandGrantable(grantOfKey({ ...before, kind }, await roleOfKey(tx, row)), grantor, "This key");
      demandGrantable(grantOfKey({ ...after, kind }, within), grantor, "The changed key");
    }
    if (wanted.ownerId !== undefined) await demandMember(tx, wanted.ownerId);
    const changes = changesBetween({ ...factsOf(before) }, { ...factsOf(after) });
    if (changes.length === 0) return readKeyRow(tx, row, now);
    if (changes.some(({ field }) => field === "expires_at"))
      await demandEnd(tx, context, { kind, createdAt: now, expiresAt: after.expiresAt });
    const [stateBefore, stateAfter] = [stateOfKey(before, now), stateOfKey(after, now)];
    // Later than the last change by all means, so that each state has a time of its own.
    const changedAt = new Date(Math.max(now.getTime(), (row.updatedAt?.getTime() ?? 0) + 1));
    const { scope, ...plain } = given as typeof wanted;
    await tx.db.provisioningKey.update({
      where: { tenantId_id: { tenantId: tx.tenantId, id } },
      data: {
        ...(plain as object),
        ...(wanted.expiresAt === undefined ? {} : { expiryNotedAt: null }),
        updatedAt: changedAt,
      },
    });
    // Prisma's client, which alone could write SQL's NULL into a JSON column, is for the door.
    if (scope !== undefined)
      await tx.run("UPDATE provisioning_key SET scope = $3::jsonb WHERE tenant_id = $1::uuid AND id = $2", [
        tx.tenantId,
        id,
        scope === null ? null : JSON.stringify(scope),
      ]);
    tx.record("key.updated", {
      targets: [{ type: "key", id, name: after.name }],
      changes: [
        ...changes,
        ...(stateBefore === stateAfter ? [] : [{ field: "state", before: stateBefore, after: stateAfter }]),
      ],
    });
    return readKeyRow(tx, await findKeyRow(tx, id), now);
  });
}
