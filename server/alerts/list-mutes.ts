import { inTenant, type TenantContext } from "../access/index.ts";
import { runtime } from "../runtime.ts";
import type { AlertMute } from "./alert-types.ts";
import { mutesOfRows } from "./mute-rows.ts";
import { MUTES_MAX } from "./schemas.ts";

const PAST_DAYS = 30;

/** The mutes that last, the newest first, and behind them those that ended within the last 30 days. */
export async function listMutes(context: TenantContext): Promise<AlertMute[]> {
  return inTenant(context, "alerts.read", async (tx) => {
    const now = runtime().clock.now();
    const rows = await tx.db.alertMute.findMany({
      where: { tenantId: tx.tenantId, until: { gt: new Date(now.getTime() - PAST_DAYS * 86_400_000) } },
      orderBy: { id: "desc" },
      take: 2 * MUTES_MAX,
    });
    const mutes = await mutesOfRows(tx, rows, now);
    tx.recordRead("alerts.listed", { metadata: { of: "mutes", rows: mutes.length } });
    return [...mutes.filter((mute) => mute.isActive), ...mutes.filter((mute) => !mute.isActive)];
  });
}
