import type { Metadata } from "next";
import { OverviewScreen } from "#components/overview/overview-screen.tsx";
import { RANGE_FIRST, readRange } from "#components/overview/range-words.ts";
import { PartViewRefusal } from "#components/ui/part-view-refusal.tsx";
import { sendSnippet } from "#components/ui/send-snippet.ts";
import { runtime } from "#server/runtime.ts";
import { KEY_PLACEHOLDER } from "../../../_entry/demo.ts";
import { refusalOf } from "../../../_entry/fault.ts";
import { overviewPage } from "../../../_entry/overview-page.ts";
import { seesPart, viewer } from "../../../_entry/viewer.ts";

export const metadata: Metadata = { title: "Overview" };

interface Props {
  params: Promise<{ tenant: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function OverviewPage({ params, searchParams }: Props) {
  const range = readRange([(await searchParams).range].flat()[0]);
  const person = await viewer(params, `/overview${range === RANGE_FIRST ? "" : `?range=${range}`}`);
  if (seesPart(person)) return <PartViewRefusal />;
  const { value, fault } = await overviewPage(person, range);
  if (fault) throw refusalOf(fault);
  const { slug, timeZone } = person.membership;
  return (
    <OverviewScreen
      tenant={{ slug, timeZone }}
      overview={value}
      snippet={sendSnippet(runtime().env.url, KEY_PLACEHOLDER)}
    />
  );
}
