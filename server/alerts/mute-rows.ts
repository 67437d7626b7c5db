import type { TenantTransaction } from "../access/index.ts";
import type { Entity, FindingSource } from "../findings/index.ts";
import type { AlertMute } from "./alert-types.ts";
import { readRuleNames } from "./rule-names.sql.ts";

export type MuteRow = NonNullable<Awaited<ReturnType<TenantTransaction["db"]["alertMute"]["findFirst"]>>>;

export async function mutesOfRows(tx: TenantTransaction, rows: readonly MuteRow[], now: Date): Promise<AlertMute[]> {
  const names = await readRuleNames(
    tx,
    rows.flatMap(({ ruleId }) => ruleId ?? []),
  );
  return rows.map((row) => ({
    id: row.id,
    source: row.detector as FindingSource | null,
    ruleId: row.ruleId,
    ruleName: row.ruleId === null ? null : (names.get(row.ruleId) ?? null),
    entity: row.entityType === null ? null : { type: row.entityType as Entity["type"], id: row.entityId! },
    until: row.until.toISOString(),
    reason: row.reason,
    createdAt: row.createdAt.toISOString(),
    createdBy: row.createdBy,
    endedAt: row.endedAt?.toISOString() ?? null,
    isActive: row.endedAt === null && row.until > now,
  }));
}

/** How a mute is named in the trail. */
export const targetOfMute = ({ id, source, ruleId, ruleName, entity }: AlertMute) => ({
  type: "alert_mute",
  id,
  name: [source, ruleName ?? ruleId, entity && `${entity.type} ${entity.id}`].filter(Boolean).join(", "),
});

/** What of a mute the trail says, field by field. */
export const fieldsOfMute = ({ source, ruleId, entity, until, reason }: AlertMute) => ({
  ...(source ? { source } : {}),
  ...(ruleId ? { rule_id: ruleId } : {}),
  ...(entity ? { entity } : {}),
  until,
  reason,
});
