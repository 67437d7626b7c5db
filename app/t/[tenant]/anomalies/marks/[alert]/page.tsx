import { notFound, redirect } from "next/navigation";
import { isZone } from "#components/events/times.ts";
import { markAddress } from "../../../../../_entry/anomalies-page.ts";
import { refusalOf } from "../../../../../_entry/fault.ts";
import { viewer } from "../../../../../_entry/viewer.ts";

interface Props {
  params: Promise<{ tenant: string; alert: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** Leads to the events behind a mark. */
export default async function Mark({ params, searchParams }: Props) {
  const { alert } = await params;
  const zone = [(await searchParams).zone].flat()[0] ?? "";
  const asked = isZone(zone) ? `?${new URLSearchParams({ zone })}` : "";
  const person = await viewer(params, `/anomalies/marks/${encodeURIComponent(alert)}${asked}`);
  const { value, fault } = await markAddress(person, alert, isZone(zone) ? zone : "tenant");
  if (fault?.code === "not_found" || fault?.code === "invalid") notFound();
  if (fault) throw refusalOf(fault);
  redirect(value);
}
