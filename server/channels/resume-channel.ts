import { inTenant, type TenantContext } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { runtime } from "../runtime.ts";
import type { Channel } from "./channel.ts";
import { channelOfRow, lockChannel, moveWaiting, targetOfChannel } from "./channel-rows.ts";

/** Lets a paused channel send again; what waited goes out at once. AppError `conflict` for one that is not paused. */
export async function resumeChannel(context: TenantContext, { id }: { id: string }): Promise<Channel> {
  return inTenant(context, "channels.manage", async (tx) => {
    const before = await lockChannel(tx, id);
    if (!before.pausedAt) throw new AppError("conflict", "This channel is not paused.");
    const now = runtime().clock.now();
    const after = await tx.db.alertChannel.update({
      where: { tenantId_id: { tenantId: tx.tenantId, id: before.id } },
      data: { pausedAt: null, pauseReason: null, failingSince: null, throttledUntil: null, updatedAt: now },
    });
    const waiting = after.isOn ? await moveWaiting(tx, after.id, now) : 0;
    tx.record("channel.resumed", { targets: [targetOfChannel(after)], metadata: { waiting } });
    return channelOfRow(tx, context, after);
  });
}
