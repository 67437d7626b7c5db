import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { SecretScreen } from "#components/secrets/secret-screen.tsx";
import { PartViewRefusal } from "#components/ui/part-view-refusal.tsx";
import { refusalOf } from "../../../../../_entry/fault.ts";
import { nameInAddress } from "../../../../../_entry/role-page.ts";
import { secretPage } from "../../../../../_entry/secrets-page.ts";
import { seesPart, viewer } from "../../../../../_entry/viewer.ts";
import { setOverride } from "../../actions.ts";

export const metadata: Metadata = { title: "Secret" };

export default async function Secret({ params }: { params: Promise<{ tenant: string; type: string; id: string }> }) {
  const segments = await params;
  const [type, id] = [nameInAddress(segments.type), nameInAddress(segments.id)];
  const person = await viewer(params, `/secrets/${encodeURIComponent(type)}/${encodeURIComponent(id)}`);
  if (seesPart(person)) return <PartViewRefusal />;
  const { value, fault } = await secretPage(person, { type, id });
  if (fault?.code === "not_found" || fault?.code === "invalid") notFound();
  if (fault) throw refusalOf(fault);
  return (
    <SecretScreen
      {...value}
      tenant={{ slug: person.membership.slug, timeZone: person.membership.timeZone }}
      mayChange={person.permissions.includes("tenant.update")}
      setOverride={setOverride}
    />
  );
}
