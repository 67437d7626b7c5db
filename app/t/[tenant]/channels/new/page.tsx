import type { Metadata } from "next";
import { NewChannelScreen } from "#components/channels/new-channel-screen.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { recipientChoices } from "../../../../_entry/channels-page.ts";
import { viewer } from "../../../../_entry/viewer.ts";
import { makeChannel } from "../actions.ts";

export const metadata: Metadata = { title: "New channel" };

interface Props {
  params: Promise<{ tenant: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function NewChannel({ params, searchParams }: Props) {
  const kind = [(await searchParams).kind].flat()[0] === "email" ? "email" : "webhook";
  const person = await viewer(params, `/channels/new?kind=${kind}`);
  const { session, membership, permissions } = person;
  if (!permissions.includes("channels.manage"))
    return (
      <Notice isPage title="Your role may not make channels">
        The right “Manage channels” is needed.
      </Notice>
    );
  return (
    <NewChannelScreen
      tenant={{ slug: membership.slug, timeZone: membership.timeZone }}
      person={session.person.id}
      kind={kind}
      members={await recipientChoices(person)}
      acts={{ createChannel: makeChannel }}
    />
  );
}
