import { systemValue } from "../access/index.ts";

// Suspending takes effect within a second: half of it may be spent here.
const KEPT_MS = 500;
const ENTRIES_MAX = 10_000;
const entries = new Map<string, { suspended: Promise<boolean | null>; untilMs: number }>();

/** Whether an operator has suspended the tenant; null when there is none. For platform keys, whose row names no tenant. */
export function isSuspended(tenantId: string): Promise<boolean | null> {
  const nowMs = performance.now();
  const known = entries.get(tenantId);
  if (known && known.untilMs > nowMs) return known.suspended;
  if (entries.size >= ENTRIES_MAX) entries.clear();
  const suspended = systemValue<boolean | null>("tenant_suspended($1::uuid)", tenantId);
  entries.set(tenantId, { suspended, untilMs: nowMs + KEPT_MS });
  suspended.catch(() => void entries.delete(tenantId));
  return suspended;
}
