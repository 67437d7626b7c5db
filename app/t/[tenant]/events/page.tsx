import type { Metadata } from "next";
import { readAddress, writeAddress } from "#components/events/address.ts";
import { EventsScreen } from "#components/events/events-screen.tsx";
import { sendSnippet } from "#components/ui/send-snippet.ts";
import { runtime } from "#server/runtime.ts";
import { KEY_PLACEHOLDER } from "../../../_entry/demo.ts";
import { firstPage, linkedEvent } from "../../../_entry/events-page.ts";
import { viewer } from "../../../_entry/viewer.ts";

export const metadata: Metadata = { title: "Events" };

interface Props {
  params: Promise<{ tenant: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function Events({ params, searchParams }: Props) {
  const search = await searchParams;
  const address = readAddress((name) => [search[name]].flat()[0]);
  const { context, membership, permissions } = await viewer(params, `/events${writeAddress(address)}`);
  const [{ first, vkey }, openEvent] = await Promise.all([
    firstPage(context, address),
    address.event ? linkedEvent(context, address.event) : null,
  ]);
  return (
    <EventsScreen
      tenant={{ slug: membership.slug, timeZone: membership.timeZone }}
      first={first}
      openEvent={openEvent}
      vkey={permissions.includes("proofs.read") ? vkey : null}
      canFollow={permissions.includes("events.stream")}
      snippet={sendSnippet(runtime().env.url, KEY_PLACEHOLDER)}
    />
  );
}
