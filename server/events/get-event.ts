import { inTenant, type TenantContext } from "../access/index.ts";
import { withinRows } from "../keys/index.ts";
import { findVisible, type VisibleRecord } from "./visible-events.sql.ts";

/** One event with its salts and leaf hash, so that the reader can recompute its seal; digests for the parts that are masked for it. */
export async function getEvent(context: TenantContext, id: string): Promise<VisibleRecord> {
  const read = () =>
    inTenant(context, "events.read", async (tx) => {
      const record = await findVisible(tx, context, id);
      tx.recordRead("event.viewed", { targets: [{ type: "event", id }], metadata: { seq: record.seq, rows: 1 } });
      return record;
    });
  return withinRows(context, 1, read, () => 1);
}
