import type { Metadata } from "next";
import { MembersScreen } from "#components/members/members-screen.tsx";
import { listAssignableRoles, listInvitations, listMembers } from "#server/members/index.ts";
import { attempt, refusalOf } from "../../../_entry/fault.ts";
import { viewer } from "../../../_entry/viewer.ts";
import { changeRole, invite, leave, remove, renew, revoke } from "./actions.ts";

export const metadata: Metadata = { title: "Members" };

export default async function Members({ params }: { params: Promise<{ tenant: string }> }) {
  const { context, session, membership, permissions } = await viewer(params, "/members");
  const { value, fault } = await attempt(context.origin.endpoint ?? "", () =>
    Promise.all([listMembers(context), listInvitations(context), listAssignableRoles(context)]),
  );
  if (fault) throw refusalOf(fault);
  const [members, invitations, roles] = value;
  return (
    <MembersScreen
      tenant={{ slug: membership.slug, name: membership.name, timeZone: membership.timeZone }}
      personId={session.person.id}
      permissions={permissions}
      members={members}
      invitations={invitations}
      roles={roles}
      acts={{ invite, renew, revoke, changeRole, remove, leave }}
    />
  );
}
