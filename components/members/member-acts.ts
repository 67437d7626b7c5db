import type { Invitation, Member, SentInvitation } from "#server/members/index.ts";

export interface ActFault {
  message: string;
  fields: { path: string; message: string }[];
}
export type ActAnswer<T> = { value: T; fault?: never } | { value?: never; fault: ActFault };

/** What the page may ask the server to do; each is checked there again. */
export interface MemberActs {
  invite(tenant: string, input: { email: string; role: string }): Promise<ActAnswer<SentInvitation>>;
  renew(tenant: string, input: { id: string }): Promise<ActAnswer<SentInvitation>>;
  revoke(tenant: string, input: { id: string }): Promise<ActAnswer<void>>;
  changeRole(tenant: string, input: { personId: string; role: string }): Promise<ActAnswer<Member>>;
  remove(tenant: string, input: { personId: string }): Promise<ActAnswer<void>>;
  leave(tenant: string): Promise<ActAnswer<void>>;
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
