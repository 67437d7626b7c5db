import type { Joined, OpenInvitation } from "#server/members/index.ts";
import type { ActAnswer } from "./member-acts.ts";

/** What the page of a link may ask the server to do. */
export interface InviteActs {
  openLink(token: string): Promise<ActAnswer<OpenInvitation>>;
  accept(token: string): Promise<ActAnswer<Joined>>;
  acceptAnew(input: { token: string; name: string; password: string }): Promise<ActAnswer<Joined>>;
}

export const SIGN_IN_AND_COME_BACK = "/signin?callbackUrl=%2Finvite";
