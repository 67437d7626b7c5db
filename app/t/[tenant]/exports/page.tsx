import type { Metadata } from "next";
import { ExportsScreen } from "#components/exports/exports-screen.tsx";
import { runtime } from "#server/runtime.ts";
import { exportsPage, linkedExport } from "../../../_entry/exports-page.ts";
import { refusalOf } from "../../../_entry/fault.ts";
import { viewer } from "../../../_entry/viewer.ts";

export const metadata: Metadata = { title: "Exports" };

interface Props {
  params: Promise<{ tenant: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function Exports({ params, searchParams }: Props) {
  const search = Object.entries(await searchParams).flatMap(([name, value]) =>
    [value].flat().flatMap((one) => (one === undefined ? [] : [[name, one]])),
  );
  const parameters = new URLSearchParams(search);
  const reader = await viewer(params, `/exports${parameters.size > 0 ? `?${parameters}` : ""}`);
  const { value, fault } = await exportsPage(reader);
  if (fault) throw refusalOf(fault);
  const open = parameters.get("export");
  return (
    <ExportsScreen
      {...value}
      tenant={{ slug: reader.membership.slug, timeZone: reader.membership.timeZone }}
      url={runtime().env.url}
      opened={open === null ? null : await linkedExport(reader, open)}
      mayManage={reader.permissions.includes("exports.manage")}
      mayProve={reader.permissions.includes("proofs.read")}
      timeZones={Intl.supportedValuesOf("timeZone")}
    />
  );
}
