import { inTenant, type TenantContext } from "../access/index.ts";
import { type EventRecord, findEventRow, toRecord } from "./read-event.sql.ts";

/** One event with its salts and leaf hash, so that the reader can recompute its seal. */
export async function getEvent(context: TenantContext, id: string): Promise<EventRecord> {
  return inTenant(context, "events.read", async (tx) => {
    const record = toRecord(await findEventRow(tx.run, tx.tenantId, id));
    tx.recordRead("event.viewed", { targets: [{ type: "event", id }], metadata: { seq: record.seq } });
    return record;
  });
}
