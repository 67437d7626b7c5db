import type { Metadata } from "next";
import { RolesScreen } from "#components/roles/roles-screen.tsx";
import { ROLE_RIGHTS } from "#server/access/index.ts";
import { listRoles } from "#server/roles/index.ts";
import { attempt, refusalOf } from "../../../_entry/fault.ts";
import { viewer } from "../../../_entry/viewer.ts";

export const metadata: Metadata = { title: "Roles" };

export default async function Roles({ params }: { params: Promise<{ tenant: string }> }) {
  const { context, membership, permissions } = await viewer(params, "/roles");
  const { value, fault } = await attempt(context.origin.endpoint ?? "", () => listRoles(context));
  if (fault) throw refusalOf(fault);
  return (
    <RolesScreen
      tenant={membership.slug}
      roles={value}
      rightsTotal={ROLE_RIGHTS.length}
      mayManage={permissions.includes("roles.manage")}
    />
  );
}
