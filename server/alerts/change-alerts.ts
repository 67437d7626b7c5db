import {
  inTenant,
  type TenantContext,
  type TenantTransaction,
  type TrailAction,
  type TrailDetails,
} from "../access/index.ts";
import { runtime } from "../runtime.ts";
import { findLines, targetOfAlert } from "./alert-lines.sql.ts";
import type { AlertEntryDetail, AlertLine, EntryKind } from "./alert-types.ts";
import { addEntries } from "./entries.ts";
import { lockAlerts } from "./raise.sql.ts";

export interface AlertChange {
  kind: EntryKind;
  action: TrailAction;
  /** What is so already stays, and nothing is recorded of it. */
  changes(line: AlertLine): TrailDetails["changes"];
  detail?: AlertEntryDetail;
  /** Writes the change of those that are not so yet. */
  write(tx: TenantTransaction, changed: readonly AlertLine[], now: Date): Promise<void>;
}

/**
 * Changes many alerts at once, all or none; answers with them as they stand then. `prepare` may look things up and refuse, behind the lock.
 * Each alert that changed has a trail event and an entry of its own.
 */
export function changeAlerts(
  context: TenantContext,
  ids: readonly string[],
  prepare: (tx: TenantTransaction) => Promise<AlertChange> | AlertChange,
): Promise<AlertLine[]> {
  return inTenant(context, "alerts.triage", async (tx) => {
    await lockAlerts(tx);
    const lines = await findLines(tx, ids);
    const { kind, action, changes, detail, write } = await prepare(tx);
    const changed = lines.flatMap((line) => {
      const made = changes(line) ?? [];
      return made.length > 0 ? [{ line, made }] : [];
    });
    if (changed.length === 0) return lines;
    const now = runtime().clock.now();
    await write(
      tx,
      changed.map(({ line }) => line),
      now,
    );
    await addEntries(
      tx,
      context,
      now,
      changed.map(({ line }) => ({ alertId: line.id, kind, ...(detail ? { detail } : {}) })),
    );
    for (const { line, made } of changed) tx.record(action, { targets: [targetOfAlert(line)], changes: made });
    return findLines(tx, ids);
  });
}

export const idsOf = (lines: readonly AlertLine[]) => lines.map(({ id }) => id);
