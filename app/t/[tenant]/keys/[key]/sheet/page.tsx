import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { DataSheet } from "#components/keys/data-sheet.tsx";
import { getKey } from "#server/keys/index.ts";
import { getLedgerSeal } from "#server/proofs/index.ts";
import { runtime } from "#server/runtime.ts";
import { attempt, refusalOf } from "../../../../../_entry/fault.ts";
import { issuerOf, rightsInWords } from "../../../../../_entry/key-trail.ts";
import { viewer } from "../../../../../_entry/viewer.ts";

export const metadata: Metadata = { title: "Data sheet of a key" };

export default async function Sheet({ params }: { params: Promise<{ tenant: string; key: string }> }) {
  const { key: id } = await params;
  const person = await viewer(params, `/keys/${encodeURIComponent(id)}/sheet`);
  const { context, session, membership } = person;
  const { value, fault } = await attempt(context.origin.endpoint ?? "", async () => ({
    key: await getKey(context, { id }),
    issuedBy: await issuerOf(person, id),
    seal: context.permissions.has("tenant.read") ? await getLedgerSeal(context) : null,
  }));
  if (fault?.code === "not_found") notFound();
  if (fault) throw refusalOf(fault);
  return (
    <DataSheet
      tenant={{ slug: membership.slug, name: membership.name, timeZone: membership.timeZone }}
      url={runtime().env.url}
      of={value.key}
      issuedBy={value.issuedBy}
      rights={rightsInWords(value.key.permissions)}
      seal={value.seal}
      madeBy={session.person.name}
      madeAt={runtime().clock.now().toISOString()}
    />
  );
}
