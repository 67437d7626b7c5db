import type { RequestOrigin, TenantContext } from "../access/index.ts";
import { type KeyKind, type Permission, permissionsOfKey, permissionsOfRole } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { viewOf } from "../query/index.ts";
import { runtime } from "../runtime.ts";
import { secretFits } from "../tokens/index.ts";
import { findKey } from "./find-key.ts";
import { recordRefusal } from "./record-refusal.ts";
import { readToken } from "./token.ts";

/** A key that has proved itself. `tenantId` is null for a platform key. */
export interface AuthenticatedKey {
  id: string;
  kind: KeyKind;
  tenantId: string | null;
  slug: string | null;
  permissions: ReadonlySet<Permission>;
  contextIn(tenantId: string): TenantContext;
}

const SUSPENDED = "This tenant is suspended: its events are kept and no key of it works until an operator resumes it.";
const REFUSED = "This request needs a valid key: send it as `Authorization: Bearer <token>`.";

/**
 * The key behind a token; AppError `unauthenticated` otherwise, always in the same words. A known id with a wrong secret, an expired
 * and a revoked key are recorded in the key's tenant. A good key of a suspended tenant is `forbidden`.
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
  const grantable = row.role === null ? new Set<Permission>() : permissionsOfRole(row.role, row.rolePermissions);
  const permissions = permissionsOfKey(row.kind, row.permissions, grantable);
  const view = viewOf(row.scope, row.masks);
  const contextIn = (tenantId: string): TenantContext => ({
    tenantId,
    caller: { type: "key", id: row.id, name: row.name, purpose: row.purpose, kind: row.kind },
    permissions,
    grantable,
    ...(row.role === null ? {} : { role: row.role }),
    view,
    origin,
  });
  if (fault) {
    if (row.tenantId) recordRefusal(contextIn(row.tenantId), fault);
    throw new AppError("unauthenticated", REFUSED);
  }
  if (row.suspended) {
    if (row.tenantId) recordRefusal(contextIn(row.tenantId), "suspended");
    throw new AppError("forbidden", SUSPENDED, { fields: [{ path: "suspended", message: "bars this tenant" }] });
  }
  return { id: row.id, kind: row.kind, tenantId: row.tenantId, slug: row.slug, permissions, contextIn };
}
