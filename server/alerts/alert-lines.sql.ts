import type { TenantTransaction } from "../access/index.ts";
import { AppError } from "../errors.ts";
import type { AlertSeverity, Entity, Explanation, FindingSource } from "../findings/index.ts";
import { isUuid } from "../ids.ts";
import { runtime } from "../runtime.ts";
import type { AlertLine } from "./alert-types.ts";
import { IS_ACTIVE } from "./mutes.ts";
import type { AlertState, Resolution } from "./schemas.ts";

/** Whether the alert `a` with its mute `m` is muted at $2. */
export const IS_MUTED = `(a.state <> 'resolved' AND m.id IS NOT NULL AND ${IS_ACTIVE})`;
export const JOIN_MUTE = "LEFT JOIN alert_mute m ON m.tenant_id = a.tenant_id AND m.id = a.mute_id";

const COLUMNS = `a.id, a.detector AS source, a.rule_id, r.name AS rule_name, a.entity_type, a.entity_id, a.entity_name, a.title, a.severity,
  a.confidence, a.score, a.state, a.resolution, a.assignee_id, p.name AS assignee_name, a.case_id, ${IS_MUTED} AS is_muted, a.first_at, a.last_at,
  a.raised_at, a.updated_at, a.events, a.is_late`;
const MORE_COLUMNS = "a.resolution_note, a.acknowledged_at, a.resolved_at, a.mute_id, a.explanation, a.runbook_url";
// Row-level security shows people who are members.
const FROM = `FROM alert a ${JOIN_MUTE}
  LEFT JOIN detection_rule r ON r.tenant_id = a.tenant_id AND r.id = a.rule_id
  LEFT JOIN person p ON p.id = a.assignee_id`;

interface LineRow {
  id: string;
  source: FindingSource;
  rule_id: string | null;
  rule_name: string | null;
  entity_type: Entity["type"];
  entity_id: string;
  entity_name: string | null;
  title: string;
  severity: AlertSeverity;
  confidence: number;
  score: number;
  state: AlertState;
  resolution: Resolution | null;
  assignee_id: string | null;
  assignee_name: string | null;
  case_id: string;
  is_muted: boolean;
  first_at: Date;
  last_at: Date;
  raised_at: Date;
  updated_at: Date;
  events: number;
  is_late: boolean;
}

export interface WholeRow extends LineRow {
  resolution_note: string | null;
  acknowledged_at: Date | null;
  resolved_at: Date | null;
  mute_id: string | null;
  explanation: Explanation;
  runbook_url: string | null;
}

export const lineOf = (row: LineRow): AlertLine => ({
  id: row.id,
  source: row.source,
  ruleId: row.rule_id,
  ruleName: row.rule_name,
  entity: entityOf(row),
  title: row.title,
  severity: row.severity,
  confidence: row.confidence,
  score: row.score,
  state: row.state,
  resolution: row.resolution,
  assignee: row.assignee_id === null ? null : { id: row.assignee_id, name: row.assignee_name },
  caseId: row.case_id,
  isMuted: row.is_muted,
  firstAt: row.first_at.toISOString(),
  lastAt: row.last_at.toISOString(),
  raisedAt: row.raised_at.toISOString(),
  updatedAt: row.updated_at.toISOString(),
  events: row.events,
  isLate: row.is_late,
});

export const entityOf = (row: Pick<LineRow, "entity_type" | "entity_id" | "entity_name">): Entity => ({
  type: row.entity_type,
  id: row.entity_id,
  ...(row.entity_name === null ? {} : { name: row.entity_name }),
});

/** What follows WHERE, ORDER BY included: $1 is the tenant, $2 the present, from $3 on `values`. */
export interface LineQuery {
  where: string;
  values: readonly unknown[];
}

/** Alerts as they stand in lists. The index is the one that `where` gives; then one look-up each for mute, rule and person by primary keys. */
export async function readLines(tx: TenantTransaction, { where, values }: LineQuery): Promise<AlertLine[]> {
  const rows = await tx.run<LineRow>(`SELECT ${COLUMNS} ${FROM} WHERE a.tenant_id = $1::uuid AND ${where}`, [
    tx.tenantId,
    runtime().clock.now(),
    ...values,
  ]);
  return rows.map(lineOf);
}

const notThere = () => new AppError("not_found", "There is no such alert.");

/** AppError `not_found` in the same words for an id that is unknown, malformed or another tenant's. Primary key. */
export async function findWhole(tx: TenantTransaction, id: string): Promise<WholeRow> {
  if (!isUuid(id)) throw notThere();
  const [row] = await tx.run<WholeRow>(
    `SELECT ${COLUMNS}, ${MORE_COLUMNS} ${FROM} WHERE a.tenant_id = $1::uuid AND a.id = $3::uuid`,
    [tx.tenantId, runtime().clock.now(), id],
  );
  if (!row) throw notThere();
  return row;
}

/** All of these alerts in their order, or AppError `not_found` if one of them is not there. Primary key. */
export async function findLines(tx: TenantTransaction, ids: readonly string[]): Promise<AlertLine[]> {
  if (!ids.every(isUuid)) throw notThere();
  const lines = await readLines(tx, { where: "a.id = ANY($3::uuid[])", values: [ids] });
  const byId = new Map(lines.map((line) => [line.id, line]));
  return ids.map((id) => byId.get(id.toLowerCase()) ?? fail());
}

const fail = (): never => {
  throw notThere();
};

/** How an alert is named in the trail. */
export const targetOfAlert = ({ id, title }: Pick<AlertLine, "id" | "title">) => ({ type: "alert", id, name: title });
