import type { Metadata } from "next";
import { readAlertsAddress, writeAlertsAddress } from "#components/alerts/alerts-address.ts";
import { AlertsRefusal } from "#components/alerts/alerts-refusal.tsx";
import { AlertsScreen } from "#components/alerts/alerts-screen.tsx";
import { alertsPage, isPartView, triagerOf } from "../../../_entry/alerts-page.ts";
import { refusalOf } from "../../../_entry/fault.ts";
import { viewer } from "../../../_entry/viewer.ts";
import { acknowledge, assign, comment, list, mute, reopen, resolve, unmute } from "./actions.ts";

export const metadata: Metadata = { title: "Alerts" };

interface Props {
  params: Promise<{ tenant: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function Alerts({ params, searchParams }: Props) {
  const search = await searchParams;
  const address = readAlertsAddress((name) => [search[name]].flat()[0]);
  const person = await viewer(params, `/alerts${writeAlertsAddress(address)}`);
  if (isPartView(person)) return <AlertsRefusal />;
  const { value, fault } = await alertsPage(person, address);
  if (fault) throw refusalOf(fault);
  return (
    <AlertsScreen
      {...value}
      tenant={{ slug: person.membership.slug, timeZone: person.membership.timeZone }}
      person={triagerOf(person)}
      address={address}
      acts={{ acknowledge, resolve, reopen, assign, comment, mute, endMute: unmute, list }}
    />
  );
}
