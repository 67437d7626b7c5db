import "server-only";
import { getChannel, listChannels, listDeliveries } from "#server/channels/index.ts";
import { listMembers } from "#server/members/index.ts";
import { attempt } from "./fault.ts";
import type { Viewer } from "./viewer.ts";

/** Every channel with the last message to it. */
export function channelsPage({ context }: Viewer) {
  return attempt(context.origin.endpoint ?? "", async () => {
    const channels = await listChannels(context);
    return Promise.all(
      channels.map(async (channel) => {
        const { deliveries } = await listDeliveries(context, { channelId: channel.id, limit: 1 });
        return { ...channel, last: deliveries[0] ?? null };
      }),
    );
  });
}

/** One channel with the newest of its log, and who may be chosen for it. */
export function channelPage(viewer: Viewer, id: string) {
  const { context } = viewer;
  return attempt(context.origin.endpoint ?? "", async () => ({
    channel: await getChannel(context, { id }),
    deliveries: await listDeliveries(context, { channelId: id, limit: 30 }),
    members: await recipientChoices(viewer),
  }));
}

/** Addresses of members, for who may see them. */
export async function recipientChoices({ context, permissions }: Viewer): Promise<string[]> {
  const isWanted = permissions.includes("channels.manage") && permissions.includes("members.read");
  return isWanted ? (await listMembers(context)).map(({ email }) => email) : [];
}
