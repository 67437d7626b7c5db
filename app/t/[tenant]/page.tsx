import { redirect } from "next/navigation";
import { firstPage } from "../../_entry/overview-page.ts";
import { viewer } from "../../_entry/viewer.ts";

export default async function TenantStart({ params }: { params: Promise<{ tenant: string }> }) {
  const person = await viewer(params);
  redirect(`/t/${encodeURIComponent(person.membership.slug)}/${firstPage(person)}`);
}
