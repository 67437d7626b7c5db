import type pg from "pg";
import { createChannel, testChannel } from "#server/channels/index.ts";
import { noteSecret } from "../secrets/register.ts";
import { EACH, type Side, share } from "./side.ts";

/** Webhooks, each with a message that was given up. */
export async function addChannels(side: Side, client: pg.Client): Promise<void> {
  const { tenant, mark } = side;
  const channels: string[] = [];
  const deliveries: string[] = [];
  for (let i = 0; i < 2 * EACH; i++) {
    const { channel, secret } = await createChannel(tenant.context, {
      name: `Channel ${mark}`,
      kind: "webhook",
      url: `https://8.8.8.8/${mark}`,
      query: mark,
    });
    noteSecret(secret!);
    channels.push(channel.id);
    const [delivery] = await testChannel(tenant.context, { id: channel.id });
    deliveries.push(delivery!.id);
  }
  await client.query("UPDATE alert_delivery SET state = 'failed', next_at = NULL WHERE tenant_id = $1", [tenant.id]);
  // As a list finds one that is being deleted: what others do meanwhile makes no new shape.
  await client.query("DELETE FROM alert_channel_secret WHERE tenant_id = $1 AND channel_id = ANY ($2::uuid[])", [
    tenant.id,
    [channels[0], channels[EACH]],
  ]);
  share(side, "channel", channels);
  share(side, "delivery", deliveries);
}
