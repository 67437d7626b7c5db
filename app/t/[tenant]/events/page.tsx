import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { readAddress, writeAddress } from "#components/events/address.ts";
import { EventsScreen } from "#components/events/events-screen.tsx";
import { sendSnippet } from "#components/ui/send-snippet.ts";
import { isOpenAddress, leadsTo } from "#components/views/view-address.ts";
import { hiddenFields } from "#server/query/index.ts";
import { runtime } from "#server/runtime.ts";
import { KEY_PLACEHOLDER } from "../../../_entry/demo.ts";
import { firstPage, linkedEvent } from "../../../_entry/events-page.ts";
import { readerViews } from "../../../_entry/saved-views.ts";
import { viewer } from "../../../_entry/viewer.ts";
import { changeSharing, changeView, chooseDefaultView, removeView, saveView } from "./actions.ts";

export const metadata: Metadata = { title: "Events" };

const VIEW_ACTS = {
  create: saveView,
  update: changeView,
  share: changeSharing,
  remove: removeView,
  setDefault: chooseDefaultView,
};

interface Props {
  params: Promise<{ tenant: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function Events({ params, searchParams }: Props) {
  const search = await searchParams;
  const address = readAddress((name) => [search[name]].flat()[0]);
  const reader = await viewer(params, `/events${writeAddress(address)}`);
  const { session, context, membership, permissions } = reader;
  const reading = readerViews(reader, VIEW_ACTS);
  const to = isOpenAddress(search) ? leadsTo(search, (await reading)?.list) : null;
  if (to !== null) redirect(`/t/${encodeURIComponent(membership.slug)}/events${to}`);
  const [{ first, vkey }, openEvent, views] = await Promise.all([
    firstPage(context, address, membership.timeZone),
    address.event ? linkedEvent(context, address.event) : null,
    reading,
  ]);
  return (
    <EventsScreen
      tenant={{ slug: membership.slug, timeZone: membership.timeZone }}
      person={session.person.id}
      first={first}
      openEvent={openEvent}
      vkey={permissions.includes("proofs.read") ? vkey : null}
      canFollow={permissions.includes("events.stream")}
      canProve={permissions.includes("proofs.read")}
      canExport={permissions.includes("exports.create")}
      canMakeRules={permissions.includes("rules.manage")}
      hidden={hiddenFields(context.view.masks)}
      views={views}
      snippet={sendSnippet(runtime().env.url, KEY_PLACEHOLDER)}
    />
  );
}
