import type { RequestOrigin, TenantContext } from "../access/index.ts";
import { type KeyKind, type Permission, permissionsOfKey } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { runtime } from "../runtime.ts";
import { findKey } from "./find-key.ts";
import { recordRefusal } from "./record-refusal.ts";
import { readToken, secretFits } from "./token.ts";

/** A key that has proved itself. `tenantId` is null for a platform key. */
export interface AuthenticatedKey {
  id: string;
  kind: KeyKind;
  tenantId: string | null;
  slug: string | null;
  permissions: ReadonlySet<Permission>;
  contextIn(tenantId: string): TenantContext;
}

const REFUSED = "This request needs a valid key: send it as `Authorization: Bearer <token>`.";

/**
 * The key behind a token; AppError `unauthenticated` otherwise, always in the same words. A known id with a wrong secret, an expired
 * and a revoked key are recorded in the key's tenant.
 */
export async function authenticateKey(token: string | undefined, origin: RequestOrigin): Promise<AuthenticatedKey> {
  const parts = token === undefined ? undefined : readToken(token);
  if (!parts) throw new AppError("unauthenticated", REFUSED);
  const row = await findKey(parts.id);
  if (!row) throw new AppError("unauthenticated", REFUSED);
  const now = runtime().clock.now();
  const fault =
    !secretFits(parts.secret, row.secretHash) || row.kind !== parts.kind
      ? "wrong secret"
      : row.revokedAt
        ? "revoked"
        : row.expiresAt && new Date(row.expiresAt) <= now
          ? "expired"
          : undefined;
  const permissions = permissionsOfKey(row.kind, row.permissions);
  const contextIn = (tenantId: string): TenantContext => ({
    tenantId,
    caller: { type: "key", id: row.id, name: row.name, purpose: row.purpose, kind: row.kind },
    permissions,
    origin,
  });
  if (fault) {
    if (row.tenantId) recordRefusal(contextIn(row.tenantId), fault);
    throw new AppError("unauthenticated", REFUSED);
  }
  return { id: row.id, kind: row.kind, tenantId: row.tenantId, slug: row.slug, permissions, contextIn };
}
