import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { AlertScreen } from "#components/alerts/alert-screen.tsx";
import { AlertsRefusal } from "#components/alerts/alerts-refusal.tsx";
import { alertPage, isPartView, triagerOf } from "../../../../_entry/alerts-page.ts";
import { refusalOf } from "../../../../_entry/fault.ts";
import { viewer } from "../../../../_entry/viewer.ts";
import { acknowledge, assign, comment, list, mute, reopen, resolve, unmute } from "../actions.ts";

export const metadata: Metadata = { title: "Alert" };

export default async function OneAlert({ params }: { params: Promise<{ tenant: string; alert: string }> }) {
  const { alert: id } = await params;
  const person = await viewer(params, `/alerts/${encodeURIComponent(id)}`);
  if (isPartView(person)) return <AlertsRefusal />;
  const { value, fault } = await alertPage(person, id);
  if (fault?.code === "not_found") notFound();
  if (fault) throw refusalOf(fault);
  return (
    <AlertScreen
      key={value.alert.id}
      {...value}
      tenant={{ slug: person.membership.slug, timeZone: person.membership.timeZone }}
      person={triagerOf(person)}
      acts={{ acknowledge, resolve, reopen, assign, comment, mute, endMute: unmute, list }}
    />
  );
}
