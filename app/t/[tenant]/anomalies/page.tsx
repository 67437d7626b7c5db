import type { Metadata } from "next";
import { readAnomaliesAddress, writeAnomaliesAddress } from "#components/anomalies/anomalies-address.ts";
import { AnomaliesScreen } from "#components/anomalies/anomalies-screen.tsx";
import { PartViewRefusal } from "#components/ui/part-view-refusal.tsx";
import { anomaliesPage } from "../../../_entry/anomalies-page.ts";
import { refusalOf } from "../../../_entry/fault.ts";
import { seesPart, viewer } from "../../../_entry/viewer.ts";

export const metadata: Metadata = { title: "Anomalies" };

interface Props {
  params: Promise<{ tenant: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function Anomalies({ params, searchParams }: Props) {
  const search = await searchParams;
  const address = readAnomaliesAddress((name) => [search[name]].flat()[0]);
  const person = await viewer(params, `/anomalies${writeAnomaliesAddress(address)}`);
  if (seesPart(person)) return <PartViewRefusal />;
  const { value, fault } = await anomaliesPage(person, address);
  if (fault) throw refusalOf(fault);
  return (
    <AnomaliesScreen
      {...value}
      tenant={{ slug: person.membership.slug, timeZone: person.membership.timeZone }}
      address={address}
    />
  );
}
