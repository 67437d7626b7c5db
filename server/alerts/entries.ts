import type { TenantContext, TenantTransaction } from "../access/index.ts";
import { uuidv7 } from "../ids.ts";
import type { AlertEntry, AlertEntryDetail, EntryKind } from "./alert-types.ts";

type EntryRow = NonNullable<Awaited<ReturnType<TenantTransaction["db"]["alertEntry"]["findFirst"]>>>;

export const ENTRIES_SHOWN_MAX = 500;

export const entryOf = (row: EntryRow): AlertEntry => ({
  id: row.id,
  at: row.at.toISOString(),
  kind: row.kind as EntryKind,
  by: { type: row.byType as AlertEntry["by"]["type"], id: row.byId, name: row.byName },
  detail: row.detail as AlertEntryDetail,
});

/** Adds to the timelines of alerts what the caller did with them. */
export async function addEntries(
  tx: TenantTransaction,
  { caller }: TenantContext,
  now: Date,
  entries: readonly { alertId: string; kind: EntryKind; detail?: AlertEntryDetail }[],
): Promise<AlertEntry[]> {
  const data = entries.map(({ alertId, kind, detail = {} }) => ({
    tenantId: tx.tenantId,
    alertId,
    id: uuidv7(now.getTime()),
    at: now,
    kind,
    byType: caller.type,
    byId: caller.id,
    byName: caller.name,
    detail: { ...detail },
  }));
  await tx.db.alertEntry.createMany({ data });
  return data.map(entryOf);
}

/** The first entries of an alert in order. Primary key. */
export async function readEntries(tx: TenantTransaction, alertId: string): Promise<AlertEntry[]> {
  const rows = await tx.db.alertEntry.findMany({
    where: { tenantId: tx.tenantId, alertId },
    orderBy: [{ at: "desc" }, { id: "desc" }],
    take: ENTRIES_SHOWN_MAX,
  });
  return rows.reverse().map(entryOf);
}
