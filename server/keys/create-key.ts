import type { TenantContext } from "../access/index.ts";
import { inTenant, type KeyKind, KIND_PERMISSIONS, permissionsOfKey, type TenantTransaction } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { parseInput } from "../parse-input.ts";
import { asHeldNow, demandGrantable, findRole } from "../roles/index.ts";
import { runtime } from "../runtime.ts";
import { readLimits } from "../tenants/index.ts";
import { type CreateKeyInput, createKeyInput } from "./schemas.ts";
import { mintKey } from "./token.ts";

/** Issues a key of the tenant; the token is in the answer and nowhere else, ever. Nobody issues a key that may or sees more than they. */
export async function createKey(context: TenantContext, input: CreateKeyInput): Promise<{ id: string; token: string }> {
  const { kind, name, purpose, permissions, requestsPerMinute, expiresAt, role } = parseInput(createKeyInput, input);
  const beyond = permissions?.filter((right) => !KIND_PERMISSIONS[kind as KeyKind].includes(right));
  if (beyond?.length)
    throw new AppError("invalid", `A key of kind ${kind} cannot hold ${beyond.join(", ")}.`, {
      fields: [{ path: "permissions", message: "beyond the key's kind" }],
    });
  const key = mintKey(kind);
  const held = permissions ?? [...KIND_PERMISSIONS[kind as KeyKind]];
  await inTenant(context, "keys.create", async (tx) => {
    const grantor = await asHeldNow(tx, context);
    const within = await findRole(tx, role ?? grantor.role ?? "owner");
    // A key that only appends shows nothing, whatever its role.
    if (kind !== "ingest") demandGrantable(within, grantor, `The role ${within.name}`);
    const createdAt = runtime().clock.now();
    if (context.caller.type !== "system") await demandRoom(tx, createdAt, expiresAt);
    await tx.db.provisioningKey.create({
      data: {
        tenantId: tx.tenantId,
        id: key.id,
        kind,
        name,
        purpose,
        permissions: held,
        secretHash: Buffer.from(key.secretHash),
        requestsPerMinute,
        createdAt,
        createdBy: context.caller.type === "user" ? context.caller.id : null,
        expiresAt: expiresAt ?? null,
        role: within.name,
      },
    });
    tx.record("key.created", {
      targets: [{ type: "key", id: key.id, name }],
      metadata: {
        kind,
        purpose,
        role: within.name,
        permissions: [...permissionsOfKey(kind, held, within.permissions)],
        expires_at: expiresAt?.toISOString() ?? null,
        requests_per_minute: requestsPerMinute,
      },
    });
  });
  return { id: key.id, token: key.token };
}

const DAY_MS = 86_400_000;

/** The tenant's limits: how many keys that are not revoked, and how long one may live. */
async function demandRoom(tx: TenantTransaction, now: Date, expiresAt: Date | undefined): Promise<void> {
  const { keys, keyDays } = await readLimits(tx);
  const used = await tx.db.provisioningKey.count({ where: { tenantId: tx.tenantId, revokedAt: null } });
  if (used >= keys)
    throw new AppError(
      "conflict",
      `This tenant has ${used} of at most ${keys} keys: revoke one first, or ask the operator.`,
    );
  if (expiresAt && expiresAt.getTime() > now.getTime() + keyDays * DAY_MS)
    throw new AppError("invalid", `A key of this tenant lives at most ${keyDays} days.`, {
      fields: [{ path: "expiresAt", message: `must be within ${keyDays} days` }],
    });
}
