import { inTenant, type TenantContext } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { parseInput } from "../parse-input.ts";
import { runtime } from "../runtime.ts";
import type { IssuedChannel } from "./channel.ts";
import { channelOfRow, lockChannel, targetOfChannel } from "./channel-rows.ts";
import { type SecretRotation, secretRotation } from "./schemas.ts";
import { issueSecret } from "./webhook-secret.ts";

/**
 * Gives a webhook a new secret. Messages are signed with both until `graceHours` have passed, so that the receiver can change over in the
 * meantime; older secrets than the last one end at once. AppError `invalid` for mail, which has none.
 */
export async function rotateChannelSecret(context: TenantContext, input: SecretRotation): Promise<IssuedChannel> {
  const { id, graceHours } = parseInput(secretRotation, input);
  return inTenant(context, "channels.manage", async (tx) => {
    const row = await lockChannel(tx, id);
    if (row.kind !== "webhook") throw new AppError("invalid", "Only webhooks are signed: this channel has no secret.");
    const now = runtime().clock.now();
    const ofChannel = { tenantId: tx.tenantId, channelId: row.id };
    await tx.db.alertChannelSecret.deleteMany({ where: { ...ofChannel, validUntil: { not: null } } });
    const validUntil = new Date(now.getTime() + graceHours * 3_600_000);
    if (graceHours === 0) await tx.db.alertChannelSecret.deleteMany({ where: ofChannel });
    else await tx.db.alertChannelSecret.updateMany({ where: ofChannel, data: { validUntil } });
    const secret = await issueSecret(tx, row.id, now);
    tx.record("channel.secret_rotated", {
      targets: [targetOfChannel(row)],
      metadata: { grace_hours: graceHours, old_ends_at: validUntil.toISOString() },
    });
    return { channel: await channelOfRow(tx, context, row), secret };
  });
}
