import type { TenantTransaction } from "../access/index.ts";
import type { Entity } from "../findings/index.ts";
import { uuidv7 } from "../ids.ts";

/** An alert that comes later than this after the last one of its entity begins a case of its own. */
export const CASE_QUIET_MS = 7 * 86_400_000;

interface CaseInHand {
  id: string;
  entity: Entity;
  lastAtMs: number;
  isNew: boolean;
  isClosed: boolean;
}

const keyOf = ({ type, id }: Entity) => `${type}\n${id}`;

/** The open cases of some entities, and those that are opened and closed for alerts that come to them. */
export class Cases {
  readonly #open = new Map<string, CaseInHand>();
  readonly #touched: CaseInHand[] = [];

  /** Over alert_case_open_idx, and alert_case_idx for the last alert of each. Whoever calls holds lockAlerts. */
  static async load(tx: TenantTransaction, entities: readonly Entity[]): Promise<Cases> {
    const cases = new Cases();
    if (entities.length === 0) return cases;
    const rows = await tx.run<{ id: string; type: Entity["type"]; entity_id: string; last_at: Date | null }>(
      `SELECT c.id, c.entity_type AS type, c.entity_id,
              (SELECT max(a.last_at) FROM alert a WHERE a.tenant_id = c.tenant_id AND a.case_id = c.id) AS last_at
         FROM (SELECT DISTINCT * FROM unnest($2::text[], $3::text[]) AS u(type, id)) e
         JOIN alert_case c ON c.tenant_id = $1::uuid AND c.entity_type = e.type AND md5(c.entity_id) = md5(e.id) AND c.entity_id = e.id
        WHERE c.closed_at IS NULL`,
      [tx.tenantId, entities.map(({ type }) => type), entities.map(({ id }) => id)],
    );
    for (const { id, type, entity_id, last_at } of rows) {
      const entity = { type, id: entity_id };
      cases.#open.set(keyOf(entity), { id, entity, lastAtMs: last_at?.getTime() ?? 0, isNew: false, isClosed: false });
    }
    return cases;
  }

  /** The case that an alert of `entity` with a last event at `atMs` belongs to. */
  join(entity: Entity, atMs: number, nowMs: number): string {
    const open = this.#open.get(keyOf(entity));
    if (open && atMs <= open.lastAtMs + CASE_QUIET_MS) {
      open.lastAtMs = Math.max(open.lastAtMs, atMs);
      return open.id;
    }
    if (open) {
      open.isClosed = true;
      if (!open.isNew) this.#touched.push(open);
    }
    const begun = { id: uuidv7(nowMs), entity, lastAtMs: atMs, isNew: true, isClosed: false };
    this.#open.set(keyOf(entity), begun);
    this.#touched.push(begun);
    return begun.id;
  }

  /** Writes what join came to. Before the alerts, which refer to it. */
  async store(tx: TenantTransaction, now: Date): Promise<void> {
    const ended = this.#touched.filter(({ isNew }) => !isNew).map(({ id }) => id);
    if (ended.length > 0)
      await tx.db.alertCase.updateMany({
        where: { tenantId: tx.tenantId, id: { in: ended } },
        data: { closedAt: now },
      });
    const begun = this.#touched.filter(({ isNew }) => isNew);
    if (begun.length > 0)
      await tx.db.alertCase.createMany({
        data: begun.map(({ id, entity, isClosed }) => ({
          tenantId: tx.tenantId,
          id,
          entityType: entity.type,
          entityId: entity.id,
          entityName: entity.name ?? null,
          openedAt: now,
          closedAt: isClosed ? now : null,
        })),
      });
  }
}

/** Closes those of the cases that have no alert left to see to. Over alert_case_idx. */
export async function closeSettledCases(tx: TenantTransaction, caseIds: readonly string[], now: Date): Promise<void> {
  await tx.run(
    `UPDATE alert_case c SET closed_at = $2::timestamptz
      WHERE c.tenant_id = $1::uuid AND c.id = ANY($3::uuid[]) AND c.closed_at IS NULL
        AND NOT EXISTS (SELECT FROM alert a WHERE a.tenant_id = c.tenant_id AND a.case_id = c.id AND a.state <> 'resolved')`,
    [tx.tenantId, now, [...new Set(caseIds)]],
  );
}
