import type { KeyUse, RequestOrigin, TenantContext } from "../access/index.ts";
import { type KeyKind, NEEDS_KEY, type Permission, permissionsOfKey, permissionsOfRole } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { isAddressIn } from "../query/index.ts";
import { runtime } from "../runtime.ts";
import { hashFits, hashSecret } from "../tokens/index.ts";
import { type FoundKey, findKey } from "./find-key.ts";
import { recordRefusal } from "./record-refusal.ts";
import { readToken } from "./token.ts";

/** A key that has proved itself. `tenantId` is null for a platform key. */
export interface AuthenticatedKey {
  id: string;
  kind: KeyKind;
  tenantId: string | null;
  slug: string | null;
  permissions: ReadonlySet<Permission>;
  /** Null for a platform key, which has no limit. */
  requestsPerMinute: number | null;
  /** The key's caller in a tenant; all contexts of one request share its use. */
  contextIn(tenantId: string): TenantContext;
}

const SUSPENDED = "This tenant is suspended: its events are kept and no key of it works until an operator resumes it.";
const refusal = (reason?: string) => new AppError("unauthenticated", NEEDS_KEY, reason ? { reason } : {});

/**
 * The key behind a token; AppError `unauthenticated` otherwise, always in the same words. A known id with a wrong or a replaced secret, and
 * an expired, revoked or suspended key are recorded in the key's tenant. A good key from an address that it may not be used from, and one
 * of a suspended tenant, are `forbidden`. Without a query for what has no good checksum; else one, if the key was not seen a quarter of a second ago.
 */
export async function authenticateKey(token: string | undefined, origin: RequestOrigin): Promise<AuthenticatedKey> {
  const parts = token === undefined ? undefined : readToken(token);
  if (!parts) throw refusal();
  const secretHash = hashSecret(parts.secret);
  const { row, fault, isOldSecret } = await findAndJudge(parts, secretHash);
  if (!row) throw refusal();
  const grantable = row.role === null ? new Set<Permission>() : permissionsOfRole(row.role, row.rolePermissions);
  const permissions = permissionsOfKey(row.kind, row.permissions, grantable);
  const { id, kind, name, purpose } = row;
  const use: KeyUse = { secretHash, rowsPerDay: row.rowsPerDay, isRecorded: false };
  const contextIn = (tenantId: string): TenantContext => ({
    tenantId,
    caller: { type: "key", id, name, purpose, kind, ...(isOldSecret ? { isOldSecret } : {}) },
    permissions,
    grantable,
    ...(row.role === null ? {} : { role: row.role }),
    view: row.view,
    use,
    origin,
  });
  const refused = (reason: string) => {
    if (row.tenantId) recordRefusal(contextIn(row.tenantId), reason).catch(() => {});
  };
  if (fault) {
    refused(fault);
    throw refusal(fault);
  }
  if (row.suspended) {
    refused("tenant suspended");
    throw new AppError("forbidden", SUSPENDED, { fields: [{ path: "suspended", message: "bars this tenant" }] });
  }
  if (!isFrom(origin.ip, row.addresses)) {
    refused("address not allowed");
    throw new AppError("forbidden", "This key may not be used from this address.", { reason: "address not allowed" });
  }
  const { tenantId, slug, requestsPerMinute } = row;
  return { id, kind, tenantId, slug, permissions, requestsPerMinute, contextIn };
}

interface Judged {
  fault?: string;
  isOldSecret: boolean;
}

/** A key that was just rotated, resumed or extended works at once: what is remembered of it may let it in, but does not shut it out. */
async function findAndJudge(
  { id, kind }: { id: string; kind: KeyKind },
  secretHash: Buffer,
): Promise<Judged & { row: FoundKey | null }> {
  const beganMs = performance.now();
  const now = runtime().clock.now();
  const known = await findKey(id);
  if (!known) return { row: null, isOldSecret: false };
  const judged = judge(known, kind, secretHash, now);
  if (!judged.fault) return { row: known, ...judged };
  const row = await findKey(id, beganMs);
  return row ? { row, ...judge(row, kind, secretHash, now) } : { row: null, isOldSecret: false };
}

/** Why a key does not work, in the words of the trail; compares with every secret it ever had, each in constant time. */
function judge(row: FoundKey, kind: KeyKind, secretHash: Buffer, now: Date): Judged {
  const isPresent = hashFits(secretHash, row.secretHash);
  const old = (row.oldSecrets ?? []).filter((secret) => hashFits(secretHash, secret.hash))[0];
  const isOldSecret = !isPresent && old !== undefined;
  const fault =
    row.kind !== kind || (!isPresent && !old)
      ? "wrong secret"
      : row.revokedAt
        ? "revoked"
        : row.expiresAt && new Date(row.expiresAt) <= now
          ? "expired"
          : row.suspendedAt
            ? "suspended"
            : isOldSecret && new Date(old.until) <= now
              ? "old secret"
              : undefined;
  return { isOldSecret, ...(fault ? { fault } : {}) };
}

const isFrom = (ip: string | undefined, blocks: readonly string[]) =>
  blocks.length === 0 || (ip !== undefined && blocks.some((block) => isAddressIn(ip, block)));
