export { acceptInvitation, acceptWithNewAccount, type Joined } from "./accept-invitation.ts";
export { changeMemberRole } from "./change-member-role.ts";
export type { SentInvitation } from "./deliver-invitation.ts";
export { getMember } from "./get-member.ts";
export { INVITATION_DAYS, type Invitation } from "./invitation-rows.ts";
export { inviteMember } from "./invite-member.ts";
export { type AssignableRole, listAssignableRoles } from "./list-assignable-roles.ts";
export { listInvitations } from "./list-invitations.ts";
export { listMembers } from "./list-members.ts";
export { maskAddress } from "./mask-address.ts";
export { lockMembers, type Member, readMembers } from "./members.sql.ts";
export { type OpenInvitation, openInvitation } from "./open-invitation.ts";
export { leaveTenant, removeMember, removeMemberIn } from "./remove-member.ts";
export { renewInvitation } from "./renew-invitation.ts";
export { revokeInvitation } from "./revoke-invitation.ts";
export {
  type InvitationInput,
  type InviteInput,
  invitationInput,
  inviteInput,
  type MemberInput,
  memberInput,
  type NewAccountInput,
  newAccountInput,
  type RoleInput,
  roleInput,
} from "./schemas.ts";
