import type { TenantTransaction } from "../access/index.ts";
import type { AlertSeverity, Entity, FindingSource } from "../findings/index.ts";
import { runtime } from "../runtime.ts";
import { entityOf, IS_MUTED, JOIN_MUTE } from "./alert-lines.sql.ts";
import { type EntityRisk, entityScore, RISK_DAYS, type RiskAlert } from "./score.ts";

const ALERTS_MAX = 20_000;
export const LINES_SHOWN_MAX = 200;

interface Row {
  id: string;
  title: string;
  source: FindingSource;
  rule_id: string | null;
  severity: AlertSeverity;
  confidence: number;
  last_at: Date;
  entity_type: Entity["type"];
  entity_id: string;
  entity_name: string | null;
}

/** Scores of entities with alerts that count, the highest first. The newest 20,000 alerts of 30 days, over alert_state_idx; of one entity over alert_entity_idx. */
export async function readRisks(
  tx: TenantTransaction,
  linesMax: number,
  entity?: Pick<Entity, "type" | "id">,
): Promise<EntityRisk[]> {
  const now = runtime().clock.now();
  const rows = await tx.run<Row>(
    `SELECT a.id, a.title, a.detector AS source, a.rule_id, a.severity, a.confidence, a.last_at, a.entity_type, a.entity_id, a.entity_name
       FROM alert a ${JOIN_MUTE}
      WHERE a.tenant_id = $1::uuid AND a.state IN ('open', 'acknowledged') AND a.last_at > $3::timestamptz AND NOT ${IS_MUTED}
            ${entity ? "AND a.entity_type = $4 AND md5(a.entity_id) = md5($5::text) AND a.entity_id = $5" : ""}
      ORDER BY a.last_at DESC LIMIT ${ALERTS_MAX}`,
    [tx.tenantId, now, new Date(now.getTime() - RISK_DAYS * 86_400_000), ...(entity ? [entity.type, entity.id] : [])],
  );
  const byEntity = new Map<string, { entity: Entity; alerts: RiskAlert[] }>();
  for (const row of rows) {
    const key = `${row.entity_type}\n${row.entity_id}`;
    const group = byEntity.get(key) ?? { entity: entityOf(row), alerts: [] };
    byEntity.set(key, group);
    group.alerts.push({
      id: row.id,
      title: row.title,
      source: row.source,
      ruleId: row.rule_id,
      severity: row.severity,
      confidence: row.confidence,
      lastAtMs: row.last_at.getTime(),
    });
  }
  return [...byEntity.values()]
    .map(({ entity: of, alerts }) => riskOf(of, alerts, now, linesMax))
    .sort((a, b) => b.score - a.score || b.sum - a.sum || (a.entity.id < b.entity.id ? -1 : 1));
}

function riskOf(entity: Entity, alerts: readonly RiskAlert[], now: Date, linesMax: number): EntityRisk {
  const { lines, ...score } = entityScore(alerts, now.getTime());
  return {
    entity,
    at: now.toISOString(),
    ...score,
    lines: lines.slice(0, linesMax),
    linesLeftOut: Math.max(0, lines.length - linesMax),
  };
}

/** The score of one entity; 0 without an alert that counts. */
export async function readRisk(tx: TenantTransaction, entity: Entity): Promise<EntityRisk> {
  const [risk] = await readRisks(tx, LINES_SHOWN_MAX, entity);
  return risk ?? riskOf(entity, [], runtime().clock.now(), LINES_SHOWN_MAX);
}
