import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ChannelScreen } from "#components/channels/channel-screen.tsx";
import { channelPage } from "../../../../_entry/channels-page.ts";
import { refusalOf } from "../../../../_entry/fault.ts";
import { viewer } from "../../../../_entry/viewer.ts";
import { changeChannel, makeChannel, removeChannel, resume, retry, rotateSecret, sendTest } from "../actions.ts";

export const metadata: Metadata = { title: "Channel" };

const ACTS = {
  createChannel: makeChannel,
  updateChannel: changeChannel,
  deleteChannel: removeChannel,
  testChannel: sendTest,
  rotateSecret,
  resumeChannel: resume,
  retryDelivery: retry,
};

export default async function ChannelPage({ params }: { params: Promise<{ tenant: string; channel: string }> }) {
  const { channel: id } = await params;
  const reader = await viewer(params, `/channels/${encodeURIComponent(id)}`);
  const { value, fault } = await channelPage(reader, id);
  if (fault?.code === "not_found") notFound();
  if (fault) throw refusalOf(fault);
  return (
    <ChannelScreen
      {...value}
      tenant={{ slug: reader.membership.slug, timeZone: reader.membership.timeZone }}
      person={reader.session.person.id}
      mayManage={reader.permissions.includes("channels.manage")}
      acts={ACTS}
    />
  );
}
