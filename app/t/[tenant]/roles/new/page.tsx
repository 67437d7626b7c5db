import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { draftOf } from "#components/roles/role-draft.ts";
import { RoleEditor } from "#components/roles/role-editor.tsx";
import { getRole } from "#server/roles/index.ts";
import { attempt, refusalOf } from "../../../../_entry/fault.ts";
import { editorChoices, startOf } from "../../../../_entry/role-page.ts";
import { viewer } from "../../../../_entry/viewer.ts";
import { makeRole, removeRole, saveRole } from "../actions.ts";

export const metadata: Metadata = { title: "New role" };

interface Props {
  params: Promise<{ tenant: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function NewRole({ params, searchParams }: Props) {
  const from = [(await searchParams).from].flat()[0] ?? "viewer";
  const { context, membership } = await viewer(params, `/roles/new?from=${encodeURIComponent(from)}`);
  const { value, fault } = await attempt(context.origin.endpoint ?? "", () => getRole(context, from));
  if (fault?.code === "not_found") notFound();
  if (fault) throw refusalOf(fault);
  return (
    <RoleEditor
      key={from}
      tenant={{ slug: membership.slug, timeZone: membership.timeZone }}
      saved={null}
      start={draftOf(startOf(context, membership, value))}
      base={{ name: value.name, permissions: value.permissions }}
      choices={editorChoices(context)}
      mayManage={context.permissions.has("roles.manage")}
      save={{ make: makeRole, change: saveRole, remove: removeRole }}
    />
  );
}
