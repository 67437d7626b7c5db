import type { TenantContext } from "../access/index.ts";
import { inTenant, KIND_PERMISSIONS, type TenantTransaction } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { parseInput } from "../parse-input.ts";
import { viewOf } from "../query/index.ts";
import { asHeldNow, demandGrantable, findRole, viewOfInput } from "../roles/index.ts";
import { runtime } from "../runtime.ts";
import { readLimits } from "../tenants/index.ts";
import { demandWithinKind, grantOfKey, type TenantKeyKind } from "./read-key.ts";
import { type CreateKeyInput, createKeyInput, REQUESTS_PER_MINUTE_DEFAULT } from "./schemas.ts";
import { mintKey } from "./token.ts";
import { factsOf } from "./trail-facts.ts";

/** A key that was just issued or rotated; the token is in this answer and nowhere else, ever. */
export interface IssuedKey {
  id: string;
  token: string;
}

/**
 * Issues a key of the tenant. Nobody issues a key that may do or see more than they: AppError `forbidden`. AppError `invalid` for an end
 * that is missing or later than the tenant allows, `conflict` when the tenant has all the keys that it may have.
 */
export async function createKey(context: TenantContext, input: CreateKeyInput): Promise<IssuedKey> {
  const { kind, ownerId, role, permissions, scope, masks, requestsPerMinute, expiresAt, ...plain } = parseInput(
    createKeyInput,
    input,
  );
  if (permissions) demandWithinKind(kind, permissions);
  viewOfInput(scope, masks);
  demandSensibleView(kind, scope, masks);
  const key = mintKey(kind);
  const held = permissions ?? [...KIND_PERMISSIONS[kind]];
  await inTenant(context, "keys.create", async (tx) => {
    const grantor = await asHeldNow(tx, context);
    const within = await findRole(tx, role ?? grantor.role ?? "owner");
    // A key that only appends shows nothing, whatever its role.
    if (kind !== "ingest")
      demandGrantable(
        grantOfKey({ kind, permissions: held, scope, masks }, within),
        grantor,
        `A key with the role ${within.name}`,
      );
    const createdAt = runtime().clock.now();
    const byPerson = context.caller.type === "user" ? context.caller.id : null;
    const owner = ownerId === undefined ? byPerson : ownerId;
    await demandMember(tx, owner);
    if (context.caller.type !== "system") await demandRoom(tx);
    await demandEnd(tx, context, { kind, createdAt, expiresAt: expiresAt ?? null });
    const row = {
      kind,
      ...plain,
      role: within.name,
      permissions: held,
      scope,
      masks,
      requestsPerMinute: requestsPerMinute ?? REQUESTS_PER_MINUTE_DEFAULT[kind],
      expiresAt: expiresAt ?? null,
      ownerId: owner,
    };
    await tx.db.provisioningKey.create({
      data: {
        ...row,
        tenantId: tx.tenantId,
        id: key.id,
        secretHash: Buffer.from(key.secretHash),
        createdAt,
        createdBy: byPerson,
        scope: scope ?? undefined,
      },
    });
    const facts = factsOf(row);
    tx.record("key.created", {
      targets: [{ type: "key", id: key.id, name: row.name }],
      changes: [
        { field: "state", before: null, after: "active" },
        ...Object.entries(facts).map(([field, after]) => ({ field, before: null, after })),
      ],
      metadata: { kind, purpose: row.purpose, role: row.role, expires_at: facts.expires_at },
    });
  });
  return { id: key.id, token: key.token };
}

const DAY_MS = 86_400_000;

/** A key that only appends has no scope; one that hands on rights sees by its role alone. */
export function demandSensibleView(kind: TenantKeyKind, scope: unknown, masks: readonly string[]): void {
  viewOf(scope, masks);
  if (kind === "provisioning" || (scope === null && masks.length === 0)) return;
  throw new AppError("invalid", `A key of kind ${kind} has no scope and no masks of its own.`, {
    fields: [{ path: scope === null ? "masks" : "scope", message: "is for provisioning keys" }],
  });
}

export async function demandMember(tx: TenantTransaction, personId: string | null): Promise<void> {
  if (personId === null) return;
  const found = await tx.db.membership.findUnique({
    where: { tenantId_personId: { tenantId: tx.tenantId, personId } },
    select: { personId: true },
  });
  if (found) return;
  throw new AppError("invalid", "The owner of a key is a member of the tenant.", {
    fields: [{ path: "ownerId", message: "is no member of this tenant" }],
  });
}

/** The tenant's limit of keys that are not revoked. */
async function demandRoom(tx: TenantTransaction): Promise<void> {
  const { keys } = await readLimits(tx);
  const used = await tx.db.provisioningKey.count({ where: { tenantId: tx.tenantId, revokedAt: null } });
  if (used >= keys)
    throw new AppError(
      "conflict",
      `This tenant has ${used} of at most ${keys} keys: revoke one first, or ask the operator.`,
    );
}

/** A key that can read has an end, and no key lives longer than the tenant allows, from when it was issued or extended. */
export async function demandEnd(
  tx: TenantTransaction,
  context: TenantContext,
  { kind, createdAt, expiresAt }: { kind: TenantKeyKind; createdAt: Date; expiresAt: Date | null },
): Promise<void> {
  const refuse = (message: string, field: string) => {
    throw new AppError("invalid", message, { fields: [{ path: "expiresAt", message: field }] });
  };
  if (expiresAt === null) {
    if (kind !== "ingest") refuse(`A key of kind ${kind} needs an end.`, "is required");
    return;
  }
  if (expiresAt <= createdAt) refuse("A key ends in the future.", "must be in the future");
  const { keyDays } = await readLimits(tx);
  if (context.caller.type !== "system" && expiresAt.getTime() > createdAt.getTime() + keyDays * DAY_MS)
    refuse(`A key of this tenant lives at most ${keyDays} days.`, `must be within ${keyDays} days`);
}
