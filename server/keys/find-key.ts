import { type KeyKind, keyQuery, type Permission } from "../access/index.ts";
import { narrowView, type View, viewOf } from "../query/index.ts";

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
  keyScope: unknown;
  keyMasks: string[] | null;
  /** Address blocks; empty for anywhere. */
  addresses: string[];
  /** Null for a platform key, which has no limit. */
  requestsPerMinute: number | null;
  rowsPerDay: number | null;
  /** The tenant is suspended. */
  suspended: boolean;
  /** Lower-case hex. */
  secretHash: string;
  /** Secrets that were replaced, with when each stopped or stops working. */
  oldSecrets: { hash: string; until: string }[] | null;
  expiresAt: string | null;
  revokedAt: string | null;
  suspendedAt: string | null;
}

/** A key with what of its tenant's events it sees: what its role and its own scope both show. */
export interface FoundKey extends KeyRow {
  view: View;
}

interface Entry {
  row: Promise<FoundKey | null>;
  /** When the reading began. */
  readMs: number;
}

// A revoked key is refused everywhere within a second, open tails and feeds included: a quarter of it may be spent here.
const KEPT_MS = 250;
const ENTRIES_MAX = 10_000;
const entries = new Map<string, Entry>();

/**
 * The key with this public id, or null; a row is read again after a quarter of a second, and by one request at a time. `sinceMs`: a row that was
 * read earlier than this does not do (performance.now).
 */
export function findKey(id: string, sinceMs = performance.now() - KEPT_MS): Promise<FoundKey | null> {
  const known = entries.get(id);
  if (known && known.readMs > sinceMs) return known.row;
  if (entries.size >= ENTRIES_MAX) entries.clear();
  const row = readKey(id);
  const entry = { row, readMs: performance.now() };
  entries.set(id, entry);
  const forget = () => void (entries.get(id) === entry && entries.delete(id));
  row.then((found) => void (found || forget()), forget);
  return row;
}

/** Over provisioning_key_id_idx and the primary keys of what belongs to the key; one round trip. */
async function readKey(id: string): Promise<FoundKey | null> {
  const [row] = await keyQuery<{ value: KeyRow | null }>("key_find", "SELECT key_find($1) AS value", [id]);
  const key = row?.value;
  if (!key) return null;
  return { ...key, view: narrowView(viewOf(key.scope, key.masks), viewOf(key.keyScope, key.keyMasks)) };
}
