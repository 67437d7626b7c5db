import { inTenant, type TenantContext, type TenantTransaction } from "../access/index.ts";
import { parseInput } from "../parse-input.ts";
import { runtime } from "../runtime.ts";
import { findWhole, lineOf, readLines, targetOfAlert } from "./alert-lines.sql.ts";
import type { Alert, AlertCase, AlertMute } from "./alert-types.ts";
import { readEntries } from "./entries.ts";
import { mutesOfRows } from "./mute-rows.ts";
import { readRisk } from "./risk.sql.ts";
import { alertOfId } from "./schemas.ts";
import { scoreArithmetic } from "./score.ts";

const OTHERS_SHOWN_MAX = 50;

/** One alert with its explanation, events, timeline, case and the score of its entity. */
export async function getAlert(context: TenantContext, input: { id: string }): Promise<Alert> {
  const { id } = parseInput(alertOfId, input);
  return inTenant(context, "alerts.read", async (tx) => {
    const row = await findWhole(tx, id);
    const line = lineOf(row);
    const events = await tx.db.alertEvent.findMany({
      where: { tenantId: tx.tenantId, alertId: line.id },
      select: { seq: true },
      orderBy: { seq: "asc" },
    });
    tx.recordRead("alert.viewed", { targets: [targetOfAlert(line)] });
    return {
      ...line,
      scoreArithmetic: scoreArithmetic(line.severity, line.confidence),
      resolutionNote: row.resolution_note,
      acknowledgedAt: row.acknowledged_at?.toISOString() ?? null,
      resolvedAt: row.resolved_at?.toISOString() ?? null,
      mute: row.mute_id === null ? null : await readMute(tx, row.mute_id),
      explanation: row.explanation,
      runbookUrl: row.runbook_url,
      seqs: events.map(({ seq }) => Number(seq)),
      entries: await readEntries(tx, line.id),
      case: await readCase(tx, line.caseId, line.id),
      risk: await readRisk(tx, line.entity),
    };
  });
}

async function readMute(tx: TenantTransaction, id: string): Promise<AlertMute | null> {
  const row = await tx.db.alertMute.findUnique({ where: { tenantId_id: { tenantId: tx.tenantId, id } } });
  return row ? (await mutesOfRows(tx, [row], runtime().clock.now()))[0]! : null;
}

/** Over alert_case_idx. */
async function readCase(tx: TenantTransaction, id: string, ofAlertId: string): Promise<AlertCase> {
  const row = await tx.db.alertCase.findUniqueOrThrow({ where: { tenantId_id: { tenantId: tx.tenantId, id } } });
  const states = await tx.db.alert.groupBy({
    by: ["state"],
    where: { tenantId: tx.tenantId, caseId: id },
    _count: { _all: true },
  });
  const total = states.reduce((sum, { _count }) => sum + _count._all, 0);
  const resolved = states.find(({ state }) => state === "resolved")?._count._all ?? 0;
  return {
    id: row.id,
    entity: {
      type: row.entityType as AlertCase["entity"]["type"],
      id: row.entityId,
      ...(row.entityName === null ? {} : { name: row.entityName }),
    },
    openedAt: row.openedAt.toISOString(),
    closedAt: row.closedAt?.toISOString() ?? null,
    alerts: total,
    unresolved: total - resolved,
    others: await readLines(tx, {
      where: `a.case_id = $3::uuid AND a.id <> $4::uuid ORDER BY a.last_at DESC, a.id DESC LIMIT ${OTHERS_SHOWN_MAX}`,
      values: [id, ofAlertId],
    }),
  };
}
