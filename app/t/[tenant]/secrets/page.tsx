import type { Metadata } from "next";
import { rotationSnippet } from "#components/secrets/rotation-snippet.ts";
import { readSecretsAddress, writeSecretsAddress } from "#components/secrets/secrets-address.ts";
import { SecretsScreen } from "#components/secrets/secrets-screen.tsx";
import { PartViewRefusal } from "#components/ui/part-view-refusal.tsx";
import { runtime } from "#server/runtime.ts";
import { KEY_PLACEHOLDER } from "../../../_entry/demo.ts";
import { refusalOf } from "../../../_entry/fault.ts";
import { secretsPage } from "../../../_entry/secrets-page.ts";
import { seesPart, viewer } from "../../../_entry/viewer.ts";
import { savePolicy } from "./actions.ts";

export const metadata: Metadata = { title: "Secrets" };

interface Props {
  params: Promise<{ tenant: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function Secrets({ params, searchParams }: Props) {
  const search = await searchParams;
  const address = readSecretsAddress((name) => [search[name]].flat()[0]);
  const person = await viewer(params, `/secrets${writeSecretsAddress(address)}`);
  if (seesPart(person)) return <PartViewRefusal />;
  const { value, fault } = await secretsPage(person, address);
  if (fault) throw refusalOf(fault);
  const { slug, timeZone } = person.membership;
  return (
    <SecretsScreen
      tenant={{ slug, timeZone }}
      address={address}
      content={value}
      mayChange={person.permissions.includes("tenant.update")}
      mayExport={person.permissions.includes("exports.create")}
      savePolicy={savePolicy}
      snippet={rotationSnippet(runtime().env.url, KEY_PLACEHOLDER)}
    />
  );
}
