import type { Metadata } from "next";
import { RulesScreen } from "#components/rules/rules-screen.tsx";
import { refusalOf } from "../../../_entry/fault.ts";
import { rulesPage } from "../../../_entry/rules-page.ts";
import { viewer } from "../../../_entry/viewer.ts";
import { RULE_ACTS } from "./rule-acts.ts";

export const metadata: Metadata = { title: "Rules" };

interface Props {
  params: Promise<{ tenant: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function Rules({ params, searchParams }: Props) {
  const { tab, detector } = await searchParams;
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries({ tab, detector })) if (value) asked.set(name, [value].flat()[0]!);
  const reader = await viewer(params, `/rules${asked.size > 0 ? `?${asked}` : ""}`);
  const { value, fault } = await rulesPage(reader);
  if (fault) throw refusalOf(fault);
  return (
    <RulesScreen
      {...value}
      tenant={{ slug: reader.membership.slug, timeZone: reader.membership.timeZone }}
      mayManage={reader.permissions.includes("rules.manage")}
      acts={RULE_ACTS}
    />
  );
}
