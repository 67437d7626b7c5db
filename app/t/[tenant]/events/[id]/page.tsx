import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { EventPage } from "#components/events/event-page.tsx";
import { getLedgerSeal } from "#server/proofs/index.ts";
import { linkedEvent } from "../../../../_entry/events-page.ts";
import { attempt, refusalOf } from "../../../../_entry/fault.ts";
import { viewer } from "../../../../_entry/viewer.ts";

export const metadata: Metadata = { title: "Event" };

export default async function OneEvent({ params }: { params: Promise<{ tenant: string; id: string }> }) {
  const { id } = await params;
  const { context, membership, permissions } = await viewer(params, `/events/${encodeURIComponent(id)}`);
  const { row, fault } = await linkedEvent(context, id);
  if (fault?.code === "not_found") notFound();
  if (fault) throw refusalOf(fault);
  const seal = permissions.includes("proofs.read")
    ? await attempt(context.origin.endpoint ?? "", () => getLedgerSeal(context))
    : null;
  return (
    <EventPage
      row={row}
      tenant={{ slug: membership.slug, timeZone: membership.timeZone }}
      vkey={seal?.value?.vkey ?? null}
    />
  );
}
