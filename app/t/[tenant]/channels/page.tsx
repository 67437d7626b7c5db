import type { Metadata } from "next";
import { ChannelsScreen } from "#components/channels/channels-screen.tsx";
import { channelsPage } from "../../../_entry/channels-page.ts";
import { refusalOf } from "../../../_entry/fault.ts";
import { viewer } from "../../../_entry/viewer.ts";
import { changeChannel } from "./actions.ts";

export const metadata: Metadata = { title: "Channels" };

export default async function Channels({ params }: { params: Promise<{ tenant: string }> }) {
  const reader = await viewer(params, "/channels");
  const { value, fault } = await channelsPage(reader);
  if (fault) throw refusalOf(fault);
  return (
    <ChannelsScreen
      tenant={{ slug: reader.membership.slug, timeZone: reader.membership.timeZone }}
      channels={value}
      mayManage={reader.permissions.includes("channels.manage")}
      acts={{ updateChannel: changeChannel }}
    />
  );
}
