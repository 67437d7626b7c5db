import { type KeyKind, type Permission, systemValue } from "../access/index.ts";

/** A key as the database holds it, whatever its state. */
export interface KeyRow {
  id: string;
  kind: KeyKind;
  /** Null for a platform key. */
  tenantId: string | null;
  slug: string | null;
  name: string;
  purpose: string;
  permissions: Permission[] | null;
  /** The role that the key acts within; null for a platform key. */
  role: string | null;
  rolePermissions: string[] | null;
  scope: unknown;
  masks: string[] | null;
  suspended: boolean;
  /** Lower-case hex. */
  secretHash: string;
  expiresAt: string | null;
  revokedAt: string | null;
}

interface Entry {
  row: Promise<KeyRow | null>;
  untilMs: number;
}

// A revoked key is refused everywhere within a second: half of it may be spent here.
const KEPT_MS = 500;
const ENTRIES_MAX = 10_000;
const entries = new Map<string, Entry>();

/** The key with this public id, or null; a row is read again after half a second, and by one request at a time. */
export function findKey(id: string): Promise<KeyRow | null> {
  const nowMs = performance.now();
  const known = entries.get(id);
  if (known && known.untilMs > nowMs) return known.row;
  if (entries.size >= ENTRIES_MAX) entries.clear();
  const row = systemValue<KeyRow | null>("key_find($1)", id);
  entries.set(id, { row, untilMs: nowMs + KEPT_MS });
  row.then(
    (found) => void (found || entries.delete(id)),
    () => void entries.delete(id),
  );
  return row;
}
