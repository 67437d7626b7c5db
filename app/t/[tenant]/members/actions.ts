"use server";
import { z } from "zod";
import {
  changeMemberRole,
  type InvitationInput,
  type InviteInput,
  invitationInput,
  inviteInput,
  inviteMember,
  leaveTenant,
  type MemberInput,
  memberInput,
  type RoleInput,
  removeMember,
  renewInvitation,
  revokeInvitation,
  roleInput,
} from "#server/members/index.ts";
import { action } from "../../../_entry/action.ts";

const inviteAction = action("member.invite", inviteInput, inviteMember);
const renewAction = action("invitation.renew", invitationInput, renewInvitation);
const revokeAction = action("invitation.revoke", invitationInput, revokeInvitation);
const roleAction = action("member.change-role", roleInput, changeMemberRole);
const removeAction = action("member.remove", memberInput, removeMember);
const leaveAction = action("member.leave", z.object({}), (context) => leaveTenant(context));

export async function invite(tenant: string, input: InviteInput) {
  return inviteAction(tenant, input);
}

export async function renew(tenant: string, input: InvitationInput) {
  return renewAction(tenant, input);
}

export async function revoke(tenant: string, input: InvitationInput) {
  return revokeAction(tenant, input);
}

export async function changeRole(tenant: string, input: RoleInput) {
  return roleAction(tenant, input);
}

export async function remove(tenant: string, input: MemberInput) {
  return removeAction(tenant, input);
}

export async function leave(tenant: string) {
  return leaveAction(tenant, {});
}
