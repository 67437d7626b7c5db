import { keyQuery } from "../access/index.ts";
import { type KeyUseNote, keyUseParameters } from "../ledger/index.ts";
import { log } from "../log.ts";
import { placeOf } from "../places/index.ts";
import { runtime } from "../runtime.ts";
import type { AuthenticatedKey } from "./authenticate-key.ts";

const FLUSH_MS = 2_000;
const counts = new Map<string, { tenantId: string; use: KeyUseNote }>();
let timer: NodeJS.Timeout | undefined;

// Sets the tenant for this statement alone.
const NOTE_SQL = `SELECT key_use_note(s.tenant, $2, $3, $4, $5, $6, $7, $8, $9)::text
  FROM (SELECT set_config('app.tenant_id', $1, true)::uuid AS tenant OFFSET 0) s`;

/**
 * Counts a request that appended events for its key's page. Written every two seconds and when the process ends: the events themselves
 * name the key, so that what a crash takes from these counts is not lost.
 */
export function countAppends(key: AuthenticatedKey, events: number): void {
  const { id: keyId, tenantId } = key;
  if (tenantId === null) return;
  const { ip } = key.contextIn(tenantId).origin;
  const mark = `${keyId} ${ip ?? ""}`;
  const known = counts.get(mark)?.use;
  if (known) {
    known.requests++;
    known.rows += events;
    return;
  }
  const use = { keyId, secretHash: null, requests: 1, rows: events, refusals: 0, ...(ip ? { ip } : {}) };
  counts.set(mark, { tenantId, use });
  timer ??= setTimeout(() => void flushAppendCounts(), FLUSH_MS).unref();
}

/** Writes what was counted since the last time; a failure is logged and its counts are lost. */
export async function flushAppendCounts(): Promise<void> {
  clearTimeout(timer);
  timer = undefined;
  const due = Map.groupBy(counts.values(), ({ tenantId }) => tenantId);
  counts.clear();
  for (const [tenantId, entries] of due) {
    const uses = entries.map(({ use }) => {
      const location = use.ip ? placeOf(use.ip) : null;
      return location ? { ...use, location } : use;
    });
    const values = [tenantId, ...keyUseParameters(uses, runtime().clock.now())];
    await keyQuery("key_use_note", NOTE_SQL, values).catch((error) =>
      log.warn({ err: error, tenant: tenantId }, "the use of ingest keys was not counted"),
    );
  }
}
