import type { TenantTransaction } from "../access/index.ts";
import type { Entity, FindingSource } from "../findings/index.ts";

/** What a mute covers; null is any. */
export interface MuteScope {
  source: string | null;
  ruleId: string | null;
  entityType: string | null;
  entityId: string | null;
}

export interface ActiveMute extends MuteScope {
  id: string;
  untilMs: number;
}

interface Muted {
  source: FindingSource;
  ruleId?: string | undefined;
  entity: Pick<Entity, "type" | "id">;
}

export const coversAlert = (scope: MuteScope, { source, ruleId, entity }: Muted): boolean =>
  (scope.source === null || scope.source === source) &&
  (scope.ruleId === null || scope.ruleId === ruleId) &&
  (scope.entityType === null || (scope.entityType === entity.type && scope.entityId === entity.id));

/** The same as coversAlert, of the rows `m` and `a`. */
export const COVERS = `(m.detector IS NULL OR m.detector = a.detector) AND (m.rule_id IS NULL OR m.rule_id = a.rule_id)
  AND (m.entity_type IS NULL OR (m.entity_type = a.entity_type AND m.entity_id = a.entity_id))`;

/** Whether the mute `m` lasts at $2. */
export const IS_ACTIVE = "m.ended_at IS NULL AND m.until > $2::timestamptz";

/** The mutes that last at `now`, those that last longest first. Primary key from the tenant on; no lock. */
export async function readActiveMutes(tx: TenantTransaction, now: Date): Promise<ActiveMute[]> {
  const rows = await tx.db.alertMute.findMany({
    where: { tenantId: tx.tenantId, endedAt: null, until: { gt: now } },
    orderBy: [{ until: "desc" }, { id: "asc" }],
  });
  return rows.map((row) => ({
    id: row.id,
    untilMs: row.until.getTime(),
    source: row.detector,
    ruleId: row.ruleId,
    entityType: row.entityType,
    entityId: row.entityId,
  }));
}
