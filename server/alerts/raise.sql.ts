import type { TenantTransaction } from "../access/index.ts";
import type { AlertSeverity, Entity, Explanation, FindingSource } from "../findings/index.ts";
import { uuidv7 } from "../ids.ts";
import type { AlertSheet } from "./alert-sheet.ts";
import type { AlertState } from "./schemas.ts";

/** Whoever changes alerts of a tenant does so one after the other, until the transaction ends: an advisory lock of its own. */
export async function lockAlerts(tx: TenantTransaction): Promise<void> {
  await tx.run("SELECT pg_advisory_xact_lock(hashtext('sealtrail.alerts'), hashtext($1))::text", [tx.tenantId]);
}

interface SheetRow {
  id: string;
  alert_key: string;
  detector: FindingSource;
  rule_id: string | null;
  runbook_url: string | null;
  entity_type: Entity["type"];
  entity_id: string;
  entity_name: string | null;
  title: string;
  severity: AlertSeverity;
  confidence: number;
  score: number;
  state: AlertState;
  case_id: string;
  mute_id: string | null;
  first_at: Date;
  last_at: Date;
  raised_at: Date;
  events: number;
  seqs: bigint[];
  explanation: Explanation;
  is_late: boolean;
  told_at: Date;
}

/** The alerts of these keys that are there, by key. Over alert_key_idx and the primary keys of their events and entries. */
export async function readSheets(
  tx: TenantTransaction,
  alertKeys: readonly string[],
): Promise<Map<string, AlertSheet>> {
  const rows = await tx.run<SheetRow>(
    `SELECT a.*, ARRAY(SELECT e.seq FROM alert_event e WHERE e.tenant_id = a.tenant_id AND e.alert_id = a.id ORDER BY e.seq) AS seqs,
            (SELECT max(t.at) FROM alert_entry t WHERE t.tenant_id = a.tenant_id AND t.alert_id = a.id AND t.kind IN ('raised', 'extended', 'reopened')
                AND t.by_type = 'system') AS told_at
       FROM alert a WHERE a.tenant_id = $1::uuid AND a.alert_key = ANY($2::text[])`,
    [tx.tenantId, alertKeys],
  );
  return new Map(rows.map((row) => [row.alert_key, sheetOf(row)]));
}

const sheetOf = (row: SheetRow): AlertSheet => ({
  id: row.id,
  alertKey: row.alert_key,
  isNew: false,
  finding: {
    source: row.detector,
    ...(row.rule_id === null ? {} : { ruleId: row.rule_id }),
    ...(row.runbook_url === null ? {} : { runbookUrl: row.runbook_url }),
  },
  entity: { type: row.entity_type, id: row.entity_id, ...(row.entity_name === null ? {} : { name: row.entity_name }) },
  title: row.title,
  severity: row.severity,
  confidence: row.confidence,
  score: row.score,
  state: row.state,
  caseId: row.case_id,
  muteId: row.mute_id,
  firstAtMs: row.first_at.getTime(),
  lastAtMs: row.last_at.getTime(),
  raisedAtMs: row.raised_at.getTime(),
  events: row.events,
  seqs: row.seqs.map(Number),
  explanation: row.explanation,
  isLate: row.is_late,
  toldMs: row.told_at.getTime(),
  entries: [],
  hasChanged: false,
  wasReopened: false,
  hasRisen: false,
});

const iso = (ms: number) => new Date(ms).toISOString();

/** Each alert as one object of a JSON array, so that a statement has one parameter for all of them. */
const jsonOf = (sheets: readonly AlertSheet[]) =>
  JSON.stringify(
    sheets.map((sheet) => ({
      id: sheet.id,
      alert_key: sheet.alertKey,
      detector: sheet.finding.source,
      rule_id: sheet.finding.ruleId ?? null,
      runbook_url: sheet.finding.runbookUrl ?? null,
      entity_type: sheet.entity.type,
      entity_id: sheet.entity.id,
      entity_name: sheet.entity.name ?? null,
      title: sheet.title,
      severity: sheet.severity,
      confidence: sheet.confidence,
      score: sheet.score,
      state: sheet.state,
      case_id: sheet.caseId,
      mute_id: sheet.muteId,
      first_at: iso(sheet.firstAtMs),
      last_at: iso(sheet.lastAtMs),
      raised_at: iso(sheet.raisedAtMs),
      events: sheet.events,
      explanation: sheet.explanation,
      is_late: sheet.isLate,
      was_reopened: sheet.wasReopened,
    })),
  );

const COLUMNS = `id uuid, alert_key text, detector text, rule_id uuid, runbook_url text, entity_type text, entity_id text, entity_name text,
  title text, severity text, confidence float8, score float8, state text, case_id uuid, mute_id uuid, first_at timestamptz, last_at timestamptz,
  raised_at timestamptz, events int, explanation jsonb, is_late boolean, was_reopened boolean`;

/** One statement for all. What is an alert already changes nothing (alert_key_idx). */
export async function insertAlerts(tx: TenantTransaction, sheets: readonly AlertSheet[]): Promise<void> {
  if (sheets.length === 0) return;
  await tx.run(
    `INSERT INTO alert (tenant_id, id, alert_key, detector, rule_id, runbook_url, entity_type, entity_id, entity_name, title, severity, confidence,
                        score, state, case_id, mute_id, first_at, last_at, raised_at, updated_at, events, explanation, is_late)
     SELECT $1::uuid, id, alert_key, detector, rule_id, runbook_url, entity_type, entity_id, entity_name, title, severity, confidence,
            score, state, case_id, mute_id, first_at, last_at, raised_at, raised_at, events, explanation, is_late
       FROM json_to_recordset($2::json) AS x(${COLUMNS})
     ON CONFLICT (tenant_id, alert_key) DO NOTHING`,
    [tx.tenantId, jsonOf(sheets)],
  );
}

/** What came to alerts that were there. Over the primary key. */
export async function updateAlerts(tx: TenantTransaction, sheets: readonly AlertSheet[], now: Date): Promise<void> {
  if (sheets.length === 0) return;
  await tx.run(
    `UPDATE alert a
        SET title = x.title, severity = x.severity, confidence = x.confidence, score = x.score, state = x.state, case_id = x.case_id,
            mute_id = x.mute_id, first_at = x.first_at, last_at = x.last_at, events = x.events, explanation = x.explanation,
            is_late = x.is_late, updated_at = $3::timestamptz,
            resolution = CASE WHEN x.was_reopened THEN NULL ELSE a.resolution END,
            resolution_note = CASE WHEN x.was_reopened THEN NULL ELSE a.resolution_note END,
            resolved_at = CASE WHEN x.was_reopened THEN NULL ELSE a.resolved_at END,
            acknowledged_at = CASE WHEN x.was_reopened THEN NULL ELSE a.acknowledged_at END
       FROM json_to_recordset($2::json) AS x(${COLUMNS})
      WHERE a.tenant_id = $1::uuid AND a.id = x.id`,
    [tx.tenantId, jsonOf(sheets), now],
  );
}

/** Makes the rows of alert_event those of the sheets: the last one of a long alert moves on. */
export async function storeEvents(tx: TenantTransaction, sheets: readonly AlertSheet[]): Promise<void> {
  const rows = sheets.flatMap(({ id, seqs }) => seqs.map((seq) => ({ id, seq })));
  const old = sheets.filter((sheet) => !sheet.isNew).map(({ id }) => id);
  const values = [tx.tenantId, rows.map(({ id }) => id), rows.map(({ seq }) => seq)];
  if (old.length > 0)
    await tx.run(
      `DELETE FROM alert_event e WHERE e.tenant_id = $1::uuid AND e.alert_id = ANY($4::uuid[])
          AND (e.alert_id, e.seq) NOT IN (SELECT * FROM unnest($2::uuid[], $3::bigint[]))`,
      [...values, old],
    );
  if (rows.length > 0)
    await tx.run(
      `INSERT INTO alert_event (tenant_id, alert_id, seq) SELECT $1::uuid, id, seq FROM unnest($2::uuid[], $3::bigint[]) AS x(id, seq)
       ON CONFLICT DO NOTHING`,
      values,
    );
}

/** The entries of the sheets, by Sealtrail itself. */
export async function storeEntries(tx: TenantTransaction, sheets: readonly AlertSheet[], now: Date): Promise<void> {
  const rows = sheets.flatMap(({ id, entries }) =>
    entries.map(({ kind, detail }) => ({
      tenantId: tx.tenantId,
      alertId: id,
      id: uuidv7(now.getTime()),
      at: now,
      kind,
      byType: "system",
      byId: "detection",
      byName: "Sealtrail",
      detail: { ...detail },
    })),
  );
  if (rows.length > 0) await tx.db.alertEntry.createMany({ data: rows });
}
