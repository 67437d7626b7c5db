import { changesBetween, type TenantContext, type TenantTransaction } from "../access/index.ts";
import { parseInput } from "../parse-input.ts";
import type { AlertLine } from "./alert-types.ts";
import { Cases } from "./cases.ts";
import { changeAlerts, idsOf } from "./change-alerts.ts";
import { coversAlert, readActiveMutes } from "./mutes.ts";
import { type AlertsInput, alertsInput } from "./schemas.ts";

/**
 * Opens alerts again that were acknowledged or resolved. A case that is closed stays closed: what opens again joins the open case of its entity,
 * or begins one. A mute that covers it by now holds for it.
 */
export async function reopenAlerts(context: TenantContext, input: AlertsInput): Promise<AlertLine[]> {
  const { ids } = parseInput(alertsInput, input);
  return changeAlerts(context, ids, () => ({
    kind: "reopened",
    action: "alert.reopened",
    changes: ({ state, resolution }) =>
      state === "open" ? [] : changesBetween({ state, resolution }, { state: "open", resolution: null }),
    write: async (tx, changed, now) => {
      await tx.db.alert.updateMany({
        where: { tenantId: tx.tenantId, id: { in: idsOf(changed) } },
        data: {
          state: "open",
          resolution: null,
          resolutionNote: null,
          resolvedAt: null,
          acknowledgedAt: null,
          updatedAt: now,
        },
      });
      await placeAgain(
        tx,
        changed.filter(({ state }) => state === "resolved"),
        now,
      );
    },
  }));
}

async function placeAgain(tx: TenantTransaction, reopened: readonly AlertLine[], now: Date): Promise<void> {
  if (reopened.length === 0) return;
  const closed = await tx.db.alertCase.findMany({
    where: { tenantId: tx.tenantId, id: { in: reopened.map(({ caseId }) => caseId) }, closedAt: { not: null } },
    select: { id: true },
  });
  const closedIds = new Set(closed.map(({ id }) => id));
  const moving = reopened.filter(({ caseId }) => closedIds.has(caseId));
  const cases = await Cases.load(
    tx,
    moving.map(({ entity }) => entity),
  );
  const caseIds = new Map(
    moving.map((line) => [line.id, cases.join(line.entity, Date.parse(line.lastAt), now.getTime())]),
  );
  await cases.store(tx, now);
  const mutes = await readActiveMutes(tx, now);
  const rows = reopened.map((line) => ({
    id: line.id,
    case_id: caseIds.get(line.id) ?? line.caseId,
    mute_id: mutes.find((mute) => coversAlert(mute, { ...line, ruleId: line.ruleId ?? undefined }))?.id ?? null,
  }));
  await tx.run(
    `UPDATE alert a SET case_id = x.case_id, mute_id = x.mute_id
       FROM json_to_recordset($2::json) AS x(id uuid, case_id uuid, mute_id uuid) WHERE a.tenant_id = $1::uuid AND a.id = x.id`,
    [tx.tenantId, JSON.stringify(rows)],
  );
}
