import { inTenant, type TenantContext } from "../../access/index.ts";
import { readHead } from "../../ledger/index.ts";

/** How far detection is with a tenant's events. */
export interface DetectionState {
  /** Events that it has not looked at yet. */
  behindEvents: number;
  /** Events that came more than two minutes and up to a day after their time; and later than that, which raise nothing. */
  lateEvents: number;
  oldEvents: number;
  /** What went wrong of late, in words. */
  fault: string | null;
  /** When it last came further, RFC 3339; null before it began. */
  updatedAt: string | null;
}

/** How far detection is; of a page that asks again and again, so not recorded. */
export async function getDetectionState(context: TenantContext): Promise<DetectionState> {
  return inTenant(context, "alerts.read", async (tx) => {
    const { size } = await readHead(tx.run, tx.tenantId);
    const row = await tx.db.detectionCursor.findUnique({ where: { tenantId: tx.tenantId } });
    return {
      behindEvents: Math.max(0, size - Number(row?.nextSeq ?? 0)),
      lateEvents: Number(row?.lateEvents ?? 0),
      oldEvents: Number(row?.oldEvents ?? 0),
      fault: row?.fault ?? null,
      updatedAt: row?.updatedAt.toISOString() ?? null,
    };
  });
}
