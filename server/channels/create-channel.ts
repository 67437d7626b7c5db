import { changesBetween, demandPermission, inTenant, type TenantContext } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { uuidv7 } from "../ids.ts";
import { parseInput } from "../parse-input.ts";
import { runtime } from "../runtime.ts";
import type { IssuedChannel } from "./channel.ts";
import { channelOfRow, fieldsOfChannel, lockChannels, targetOfChannel } from "./channel-rows.ts";
import { demandDestination, demandFits, demandQuery, demandRecipients } from "./demand-target.ts";
import { CHANNELS_MAX, type ChannelInput, channelInput } from "./schemas.ts";
import { issueSecret } from "./webhook-secret.ts";

/** Adds a channel. The answer has the secret of a webhook, which nobody can read again. */
export async function createChannel(context: TenantContext, input: ChannelInput): Promise<IssuedChannel> {
  const { url, ...wanted } = parseInput(channelInput, input);
  demandFits({ ...wanted, url });
  demandQuery(wanted.query);
  await demandPermission(context, "channels.manage");
  if (url) await demandDestination(url);
  return inTenant(context, "channels.manage", async (tx) => {
    if (wanted.kind === "email") await demandRecipients(tx, wanted.recipients);
    await lockChannels(tx);
    const used = await tx.db.alertChannel.count({ where: { tenantId: tx.tenantId } });
    if (used >= CHANNELS_MAX)
      throw new AppError("conflict", `There are ${used} channels, as many as there may be: delete one.`);
    const now = runtime().clock.now();
    const id = uuidv7(now.getTime());
    const row = await tx.db.alertChannel.create({
      data: {
        tenantId: tx.tenantId,
        id,
        ...wanted,
        url: url ?? null,
        createdAt: now,
        createdBy: context.caller.name,
        updatedAt: now,
      },
    });
    const secret = wanted.kind === "webhook" ? await issueSecret(tx, id, now) : null;
    tx.record("channel.created", {
      targets: [targetOfChannel(row)],
      changes: changesBetween({}, fieldsOfChannel(row)),
    });
    return { channel: await channelOfRow(tx, context, row), secret };
  });
}
