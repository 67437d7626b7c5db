import { notFound, redirect } from "next/navigation";
import { markAddress } from "../../../../../_entry/anomalies-page.ts";
import { refusalOf } from "../../../../../_entry/fault.ts";
import { viewer } from "../../../../../_entry/viewer.ts";

interface Props {
  params: Promise<{ tenant: string; alert: string }>;
}

/** Leads to the events behind a mark. */
export default async function Mark({ params }: Props) {
  const { alert } = await params;
  const person = await viewer(params, `/anomalies/marks/${encodeURIComponent(alert)}`);
  const { value, fault } = await markAddress(person, alert);
  if (fault?.code === "not_found" || fault?.code === "invalid") notFound();
  if (fault) throw refusalOf(fault);
  redirect(value);
}
