import { inTenant, type TenantContext } from "../access/index.ts";
import type { AlertSeverity } from "../findings/index.ts";
import { isUuid } from "../ids.ts";
import { runtime } from "../runtime.ts";
import { IS_MUTED, JOIN_MUTE } from "./alert-lines.sql.ts";
import type { AlertBadge } from "./alert-types.ts";
import { HISTORY_MS } from "./raise-alerts.ts";

export const BADGE_MAX = 10_000;

interface Row {
  open: number;
  critical: number;
  high: number;
  mine: number;
  newest_id: string | null;
  newest_title: string | null;
  newest_severity: AlertSeverity | null;
  newest_at: Date | null;
}

/**
 * What the navigation shows. Pages ask every few seconds, so that this is not recorded: it shows no event. Over alert_state_idx: at most 10,000 open
 * alerts are looked at, and those of the last day for the newest.
 */
export async function countAlerts(context: TenantContext): Promise<AlertBadge> {
  return inTenant(context, "alerts.read", async (tx) => {
    const now = runtime().clock.now();
    const mine = isUuid(context.caller.id) ? context.caller.id : null;
    const rows = await tx.run<Row>(
      `SELECT c.*, n.id AS newest_id, n.title AS newest_title, n.severity AS newest_severity, n.raised_at AS newest_at
         FROM (SELECT count(*) FILTER (WHERE state = 'open')::int AS open,
                      count(*) FILTER (WHERE state = 'open' AND severity = 'critical')::int AS critical,
                      count(*) FILTER (WHERE state = 'open' AND severity = 'high')::int AS high,
                      count(*) FILTER (WHERE assignee_id = $4::uuid)::int AS mine
                 FROM (SELECT a.state, a.severity, a.assignee_id FROM alert a ${JOIN_MUTE}
                        WHERE a.tenant_id = $1::uuid AND a.state IN ('open', 'acknowledged') AND NOT ${IS_MUTED} LIMIT ${BADGE_MAX}) AS u) AS c
         LEFT JOIN LATERAL (SELECT a.id, a.title, a.severity, a.raised_at FROM alert a ${JOIN_MUTE}
                             WHERE a.tenant_id = $1::uuid AND a.state = 'open' AND a.last_at >= $3::timestamptz AND NOT ${IS_MUTED}
                             ORDER BY a.id DESC LIMIT 1) AS n ON true`,
      [tx.tenantId, now, new Date(now.getTime() - HISTORY_MS), mine],
    );
    const row = rows[0]!;
    return {
      open: row.open,
      critical: row.critical,
      high: row.high,
      mine: row.mine,
      newestId: row.newest_id,
      newestTitle: row.newest_title,
      newestSeverity: row.newest_severity,
      newestAt: row.newest_at?.toISOString() ?? null,
    };
  });
}
