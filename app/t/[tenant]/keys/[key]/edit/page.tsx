import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { EditKeyScreen } from "#components/keys/edit-key-screen.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { getKey } from "#server/keys/index.ts";
import { attempt, refusalOf } from "../../../../../_entry/fault.ts";
import { keyChoices } from "../../../../../_entry/key-page.ts";
import { viewer } from "../../../../../_entry/viewer.ts";
import { saveKey } from "../../actions.ts";

export const metadata: Metadata = { title: "Edit key" };

export default async function EditKey({ params }: { params: Promise<{ tenant: string; key: string }> }) {
  const { key: id } = await params;
  const person = await viewer(params, `/keys/${encodeURIComponent(id)}/edit`);
  const { context, membership, permissions } = person;
  if (!permissions.includes("keys.update"))
    return (
      <Notice isPage title="Your role may not change keys">
        The right “Change and rotate keys” is needed.
      </Notice>
    );
  const { value, fault } = await attempt(context.origin.endpoint ?? "", async () => ({
    key: await getKey(context, { id }),
    choices: await keyChoices(person),
  }));
  if (fault?.code === "not_found") notFound();
  if (fault) throw refusalOf(fault);
  if (value.key.state === "revoked") redirect(`/t/${membership.slug}/keys/${id}`);
  return (
    <EditKeyScreen
      key={value.key.updatedAt}
      tenant={{ slug: membership.slug, timeZone: membership.timeZone }}
      saved={value.key}
      choices={value.choices}
      saveKey={saveKey}
    />
  );
}
