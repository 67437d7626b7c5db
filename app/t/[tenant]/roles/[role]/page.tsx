import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { AccessScreen } from "#components/roles/access-screen.tsx";
import { draftOf } from "#components/roles/role-draft.ts";
import { RoleEditor } from "#components/roles/role-editor.tsx";
import { describeAccess, getRole } from "#server/roles/index.ts";
import { attempt, refusalOf } from "../../../../_entry/fault.ts";
import { editorChoices, nameInAddress } from "../../../../_entry/role-page.ts";
import { viewer } from "../../../../_entry/viewer.ts";
import { makeRole, removeRole, saveRole } from "../actions.ts";

interface Props {
  params: Promise<{ tenant: string; role: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: nameInAddress((await params).role) };
}

export default async function RolePage({ params, searchParams }: Props) {
  const name = nameInAddress((await params).role);
  const personId = [(await searchParams).person].flat()[0];
  const path = `/roles/${encodeURIComponent(name)}${personId ? `?person=${encodeURIComponent(personId)}` : ""}`;
  const { context, membership, permissions } = await viewer(params, path);
  const tenant = { slug: membership.slug, timeZone: membership.timeZone };
  const endpoint = context.origin.endpoint ?? "";
  if (personId !== undefined) {
    const { value, fault } = await attempt(endpoint, () => describeAccess(context, { personId }));
    if (fault?.code === "not_found") notFound();
    if (fault) throw refusalOf(fault);
    return <AccessScreen tenant={tenant} access={value} maySeeRole={permissions.includes("roles.read")} />;
  }
  const { value, fault } = await attempt(endpoint, () => getRole(context, name));
  if (fault?.code === "not_found") notFound();
  if (fault) throw refusalOf(fault);
  return (
    <RoleEditor
      key={`${value.name} ${value.updatedAt}`}
      tenant={tenant}
      saved={value}
      start={draftOf(value)}
      base={value.base}
      choices={editorChoices(context)}
      mayManage={permissions.includes("roles.manage")}
      save={{ make: makeRole, change: saveRole, remove: removeRole }}
    />
  );
}
