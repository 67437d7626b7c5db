import type { Joined, OpenInvitation } from "#server/members/index.ts";
import type { FormAnswer } from "../ui/form-state.ts";

/** What the page of a link may ask the server to do. */
export interface InviteActs {
  openLink(token: string): Promise<FormAnswer<OpenInvitation>>;
  accept(token: string): Promise<FormAnswer<Joined>>;
  acceptAnew(input: { token: string; name: string; password: string }): Promise<FormAnswer<Joined>>;
}

export const SIGN_IN_AND_COME_BACK = "/signin?callbackUrl=%2Finvite";
