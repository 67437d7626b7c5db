import type { Invitation, Member, SentInvitation } from "#server/members/index.ts";
import type { FormAnswer } from "../ui/form-state.ts";

/** What the page may ask the server to do; each is checked there again. */
export interface MemberActs {
  invite(tenant: string, input: { email: string; role: string }): Promise<FormAnswer<SentInvitation>>;
  renew(tenant: string, input: { id: string }): Promise<FormAnswer<SentInvitation>>;
  revoke(tenant: string, input: { id: string }): Promise<FormAnswer<void>>;
  changeRole(tenant: string, input: { personId: string; role: string }): Promise<FormAnswer<Member>>;
  remove(tenant: string, input: { personId: string }): Promise<FormAnswer<void>>;
  leave(tenant: string): Promise<FormAnswer<void>>;
}

/** The one dialog that is open. */
export type MemberDialog =
  | { kind: "invite" }
  | { kind: "role"; member: Member; role: string }
  | { kind: "remove"; member: Member }
  | { kind: "leave"; member: Member }
  | { kind: "renew"; invitation: Invitation }
  | { kind: "revoke"; invitation: Invitation };

export const roleText = (name: string) => name.replaceAll("_", " ");
