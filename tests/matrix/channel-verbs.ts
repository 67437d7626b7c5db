import type { TenantContext } from "#server/access/index.ts";
import {
  createChannel,
  deleteChannel,
  getChannel,
  listChannels,
  listDeliveries,
  resumeChannel,
  retryDelivery,
  rotateChannelSecret,
  testChannel,
  updateChannel,
} from "#server/channels/index.ts";
import { noteSecret } from "../secrets/register.ts";
import type { Things } from "./things.ts";
import type { VerbRow } from "./verb-row.ts";

async function create(context: TenantContext, things: Things) {
  await things.endChannels(context.tenantId);
  const { channel, secret } = await createChannel(context, { name: "Mine", kind: "webhook", url: "https://8.8.8.8/" });
  noteSecret(secret!);
  return channel;
}

async function rotate(context: TenantContext, id: string) {
  const { channel, secret } = await rotateChannelSecret(context, { id });
  noteSecret(secret!);
  return channel;
}

/** The verbs of channels and deliveries. */
export const CHANNEL_VERBS: Record<string, VerbRow> = {
  "channels.createChannel": {
    needs: "channels.manage",
    call: (context, _, things) => create(context, things),
    foreign: "own",
    scoped: "forbidden",
  },
  "channels.deleteChannel": {
    needs: "channels.manage",
    call: async (context, tenant, things) => deleteChannel(context, { id: await things.channel(tenant) }),
    foreign: "not_found",
    scoped: "forbidden",
  },
  "channels.getChannel": {
    needs: "alerts.read",
    call: async (context, tenant, things) => getChannel(context, { id: await things.channel(tenant) }),
    foreign: "not_found",
    scoped: "forbidden",
  },
  "channels.listChannels": {
    needs: "alerts.read",
    call: (context) => listChannels(context),
    foreign: "own",
    scoped: "forbidden",
  },
  "channels.listDeliveries": {
    needs: "alerts.read",
    call: async (context, tenant, things) => listDeliveries(context, { channelId: await things.channel(tenant) }),
    foreign: "not_found",
    scoped: "forbidden",
  },
  "channels.resumeChannel": {
    needs: "channels.manage",
    call: async (context, tenant, things) => resumeChannel(context, { id: await things.pausedChannel(tenant) }),
    foreign: "not_found",
    scoped: "forbidden",
  },
  "channels.retryDelivery": {
    needs: "channels.manage",
    call: async (context, tenant, things) => retryDelivery(context, { id: await things.delivery(tenant) }),
    foreign: "not_found",
    scoped: "forbidden",
  },
  "channels.rotateChannelSecret": {
    needs: "channels.manage",
    call: async (context, tenant, things) => rotate(context, await things.channel(tenant)),
    foreign: "not_found",
    scoped: "forbidden",
  },
  "channels.testChannel": {
    needs: "channels.manage",
    call: async (context, tenant, things) => testChannel(context, { id: await things.channel(tenant) }),
    foreign: "not_found",
    scoped: "forbidden",
  },
  "channels.updateChannel": {
    needs: "channels.manage",
    call: async (context, tenant, things) =>
      updateChannel(context, { id: await things.channel(tenant), name: "Another" }),
    foreign: "not_found",
    scoped: "forbidden",
  },
};
