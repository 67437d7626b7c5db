import type { TenantTransaction } from "../../access/index.ts";
import type { StateRef } from "../engine/detector.ts";
import type { Progress } from "../engine/engine.ts";
import { refId, type StoredState } from "../engine/states.ts";

/** Where detection stands in a tenant's ledger. */
export interface Cursor {
  epoch: number;
  nextSeq: number;
  progress: Progress;
}

interface CursorRow {
  epoch: number;
  next_seq: bigint;
  frontier: Date | null;
  late_events: bigint;
  old_events: bigint;
}

const cursorOf = (row: CursorRow): Cursor => ({
  epoch: row.epoch,
  nextSeq: Number(row.next_seq),
  progress: {
    frontierMs: row.frontier?.getTime() ?? Number.NEGATIVE_INFINITY,
    lateEvents: Number(row.late_events),
    oldEvents: Number(row.old_events),
  },
});

/** Makes the tenant this worker's for a while; undefined while it is another's. Over the primary key; locks the row for an instant. */
export async function claimCursor(
  tx: TenantTransaction,
  holder: string,
  nowMs: number,
  untilMs: number,
): Promise<Cursor | undefined> {
  const rows = await tx.run<CursorRow>(
    `INSERT INTO detection_cursor AS c (tenant_id, epoch, next_seq, holder, held_until, updated_at)
     SELECT $1::uuid, l.epoch, 0, $2::uuid, $4::timestamptz, $3::timestamptz FROM ledger l WHERE l.tenant_id = $1::uuid
     ON CONFLICT (tenant_id) DO UPDATE SET holder = $2::uuid, held_until = $4::timestamptz
       WHERE c.holder IS NULL OR c.holder = $2::uuid OR c.held_until < $3::timestamptz
     RETURNING epoch, next_seq, frontier, late_events, old_events`,
    [tx.tenantId, holder, new Date(nowMs), new Date(untilMs)],
  );
  return rows[0] && cursorOf(rows[0]);
}

/** Begins anew with the ledger's present epoch: the state goes, alerts stay, since what is found again has the same key. */
export async function resetDetection(tx: TenantTransaction): Promise<void> {
  await tx.run("DELETE FROM detection_state WHERE tenant_id = $1::uuid", [tx.tenantId]);
  await tx.run(
    `UPDATE detection_cursor SET next_seq = 0, frontier = NULL, due_at = NULL, late_events = 0, old_events = 0, fault = NULL, holder = NULL, held_until = NULL,
            epoch = (SELECT l.epoch FROM ledger l WHERE l.tenant_id = $1::uuid) WHERE tenant_id = $1::uuid`,
    [tx.tenantId],
  );
}

/** Moves the cursor if it is still where this worker left it; false when another has moved it, or begun anew. */
export async function moveCursor(
  tx: TenantTransaction,
  from: Cursor,
  to: { nextSeq: number; progress: Progress; dueMs: number | null; fault: string | null },
  { holder, nowMs, untilMs }: { holder: string; nowMs: number; untilMs: number },
): Promise<boolean> {
  const { frontierMs, lateEvents, oldEvents } = to.progress;
  const rows = await tx.run(
    `UPDATE detection_cursor SET next_seq = $4::bigint, frontier = $5::timestamptz, late_events = $6::bigint, old_events = $7::bigint,
            due_at = $8::timestamptz, fault = $9, holder = $10::uuid, held_until = $11::timestamptz, updated_at = $12::timestamptz
      WHERE tenant_id = $1::uuid AND epoch = $2::integer AND next_seq = $3::bigint AND holder = $10::uuid RETURNING tenant_id`,
    [
      tx.tenantId,
      from.epoch,
      from.nextSeq,
      to.nextSeq,
      Number.isFinite(frontierMs) ? new Date(frontierMs) : null,
      lateEvents,
      oldEvents,
      to.dueMs === null ? null : new Date(to.dueMs),
      to.fault,
      holder,
      new Date(untilMs),
      new Date(nowMs),
    ],
  );
  return rows.length === 1;
}

/** The stored rows of these; those that are missing are not among them. Over the primary key. */
export async function readStates(tx: TenantTransaction, refs: readonly StateRef[]): Promise<Map<string, string>> {
  const rows = await tx.run<{ kind: string; key: string; value: string }>(
    `SELECT s.kind, s.key, s.value FROM unnest($2::text[], $3::text[]) AS r (kind, key)
       JOIN detection_state s ON s.tenant_id = $1::uuid AND s.kind = r.kind AND s.key = r.key`,
    [tx.tenantId, refs.map(({ kind }) => kind), refs.map(({ key }) => key)],
  );
  return new Map(rows.map((row) => [refId(row), row.value]));
}

/** Over the primary key; the rows are sorted, so that two workers could not wait for each other. */
export async function writeStates(tx: TenantTransaction, states: readonly StoredState[]): Promise<void> {
  const sorted = states.toSorted((a, b) => (a.kind === b.kind ? (a.key < b.key ? -1 : 1) : a.kind < b.kind ? -1 : 1));
  const kept = sorted.filter(({ value }) => value !== null);
  const gone = sorted.filter(({ value }) => value === null);
  if (kept.length > 0)
    await tx.run(
      `INSERT INTO detection_state AS s (tenant_id, kind, key, value, touched_at)
       SELECT $1::uuid, kind, key, value, to_timestamp(touched / 1000.0)
         FROM unnest($2::text[], $3::text[], $4::text[], $5::double precision[]) AS r (kind, key, value, touched)
       ON CONFLICT (tenant_id, kind, key) DO UPDATE SET value = excluded.value, touched_at = excluded.touched_at`,
      [
        tx.tenantId,
        kept.map(({ kind }) => kind),
        kept.map(({ key }) => key),
        kept.map(({ value }) => value),
        kept.map(({ touchedMs }) => touchedMs),
      ],
    );
  if (gone.length > 0)
    await tx.run(
      `DELETE FROM detection_state s USING unnest($2::text[], $3::text[]) AS r (kind, key)
        WHERE s.tenant_id = $1::uuid AND s.kind = r.kind AND s.key = r.key`,
      [tx.tenantId, gone.map(({ kind }) => kind), gone.map(({ key }) => key)],
    );
}

/** What detection would have to be set up anew for, as one hash, and how large the ledger is. Few rows over primary keys. */
export async function readMark(tx: TenantTransaction): Promise<{ mark: string; size: number; epoch: number }> {
  const [row] = await tx.run<{ mark: string; size: bigint; epoch: number }>(
    `SELECT l.size, l.epoch, md5(concat_ws('|', t.time_zone, t.business_hours::text, t.holidays::text,
              (SELECT string_agg(d.detector || d.updated_at::text, ',' ORDER BY d.detector) FROM detector_setting d WHERE d.tenant_id = $1::uuid),
              (SELECT string_agg(r.id::text || r.updated_at::text || COALESCE(r.paused_at::text, ''), ',' ORDER BY r.id)
                 FROM detection_rule r WHERE r.tenant_id = $1::uuid))) AS mark
       FROM ledger l JOIN tenant t ON t.id = l.tenant_id WHERE l.tenant_id = $1::uuid`,
    [tx.tenantId],
  );
  if (!row) throw new Error("the tenant has no ledger");
  return { mark: row.mark, size: Number(row.size), epoch: row.epoch };
}

/**
 * Lets state go that nothing asks for any more: of rules that are gone or changed, of addresses not seen since `passing`, and of what else
 * was not seen since `before`. By a scan, once an hour.
 */
export async function deleteStaleStates(tx: TenantTransaction, passing: Date, before: Date): Promise<number> {
  const rows = await tx.run(
    `DELETE FROM detection_state s WHERE s.tenant_id = $1::uuid AND (
       (s.touched_at < $3::timestamptz AND s.kind <> 'tenant')
       OR (s.touched_at < $2::timestamptz AND s.kind = 'ip')
       OR (s.kind = 'rule' AND NOT EXISTS (SELECT FROM detection_rule r WHERE r.tenant_id = $1::uuid AND starts_with(s.key, r.id::text || ':' || r.version || ':'))))
     RETURNING s.kind`,
    [tx.tenantId, passing, before],
  );
  return rows.length;
}
