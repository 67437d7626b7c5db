import { AppError } from "../errors.ts";
import { type EventDraft, parseEvent } from "../event-format/index.ts";
import { appendDrafts } from "../events/index.ts";
import { type AuthenticatedKey, countAppends } from "../keys/index.ts";
import { mac } from "../macs.ts";
import { runtime } from "../runtime.ts";
import { mapRecord, readRecords, SYSTEMS, type SystemName } from "../sources/index.ts";

export interface ImportResult {
  /** Records found in the body. */
  records: number;
  appended: number;
  /** Records that were imported before. */
  duplicates: number;
  /** Records whose id was imported before with other bytes; they are left out. */
  conflicts: number;
  /** Appended all the same, with the original in `raw`, as `<origin>.unmapped`. */
  unmapped: number;
  first_seq: number | null;
  last_seq: number | null;
}

const BATCH_EVENTS = 1_000;

/** Imports native audit records of another system. Repeating it appends nothing twice: each record's own id is its external id. */
export async function importRecords(key: AuthenticatedKey, system: string, body: Uint8Array): Promise<ImportResult> {
  if (!key.permissions.has("events.append"))
    throw new AppError("forbidden", "This key cannot import events: use an ingest key.");
  if (!key.tenantId) throw new AppError("forbidden", "A platform key cannot import: use an ingest key of the tenant.");
  if (!Object.hasOwn(SYSTEMS, system))
    throw new AppError(
      "not_found",
      `There is no such system to import from; there are ${Object.keys(SYSTEMS).join(", ")}.`,
    );
  const result: ImportResult = {
    records: 0,
    appended: 0,
    duplicates: 0,
    conflicts: 0,
    unmapped: 0,
    first_seq: null,
    last_seq: null,
  };
  let batch: { draft: EventDraft; requestMac: Uint8Array }[] = [];
  const flush = async () => {
    if (batch.length === 0) return;
    const drafts = batch.map((item, index) => ({ index, ...item }));
    batch = [];
    const outcome = await appendDrafts(key.id, key.tenantId!, drafts, (index) => `records.${index}`, { atomic: false });
    result.conflicts += outcome.faults.length;
    for (const receipt of outcome.byIndex.values()) count(result, receipt);
  };
  const receivedAt = runtime().clock.now();
  for (const record of readRecords(system as SystemName, new TextDecoder().decode(body))) {
    const mapped = mapRecord(system as SystemName, record, receivedAt);
    const parsed = parseEvent(mapped.event, { tenantId: key.tenantId, now: receivedAt });
    if (!parsed.event) throw new AppError("internal", "A record could not be mapped.", { cause: parsed.faults });
    result.records++;
    if (mapped.unmapped) result.unmapped++;
    batch.push({ draft: parsed.event, requestMac: mac("event-as-sent", record.raw) });
    if (batch.length === BATCH_EVENTS) await flush();
  }
  await flush();
  countAppends(key, result.appended);
  return result;
}

function count(result: ImportResult, receipt: { seq: number; duplicate: boolean }): void {
  if (receipt.duplicate) {
    result.duplicates++;
    return;
  }
  result.appended++;
  result.first_seq = result.first_seq === null ? receipt.seq : Math.min(result.first_seq, receipt.seq);
  result.last_seq = result.last_seq === null ? receipt.seq : Math.max(result.last_seq, receipt.seq);
}
