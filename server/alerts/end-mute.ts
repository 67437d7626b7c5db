import { inTenant, type TenantContext } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { isUuid } from "../ids.ts";
import { parseInput } from "../parse-input.ts";
import { runtime } from "../runtime.ts";
import type { AlertMute } from "./alert-types.ts";
import { unmuteAlerts } from "./create-mute.ts";
import { fieldsOfMute, mutesOfRows, targetOfMute } from "./mute-rows.ts";
import { lockAlerts } from "./raise.sql.ts";
import { muteOfId } from "./schemas.ts";

/**
 * Ends a mute now. Its alerts that are not resolved count again, unless another mute covers them; nobody is woken by it. One that has ended
 * stays as it is. AppError `not_found` for an unknown id.
 */
export async function endMute(context: TenantContext, input: { id: string }): Promise<AlertMute> {
  const { id } = parseInput(muteOfId, input);
  return inTenant(context, "alerts.triage", async (tx) => {
    const now = runtime().clock.now();
    await lockAlerts(tx);
    const where = { tenantId_id: { tenantId: tx.tenantId, id } };
    const before = isUuid(id) ? await tx.db.alertMute.findUnique({ where }) : null;
    if (!before) throw new AppError("not_found", "There is no such mute.");
    if (before.endedAt !== null || before.until <= now) return (await mutesOfRows(tx, [before], now))[0]!;
    const row = await tx.db.alertMute.update({ where, data: { endedAt: now } });
    const unmuted = await unmuteAlerts(tx, id, now);
    const mute = (await mutesOfRows(tx, [row], now))[0]!;
    tx.record("alert.unmuted", {
      targets: [targetOfMute(mute)],
      changes: [{ field: "ended_at", before: null, after: mute.endedAt }],
      metadata: { ...fieldsOfMute(mute), unmuted },
    });
    return mute;
  });
}
