"use server";
import { z } from "zod";
import { AppError } from "#server/errors.ts";
import {
  acceptInvitation,
  acceptWithNewAccount,
  type Joined,
  type NewAccountInput,
  type OpenInvitation,
  openInvitation,
} from "#server/members/index.ts";
import { type Answer, attempt } from "../_entry/fault.ts";
import { originOfRequest } from "../_entry/request-origin.ts";
import { currentSession } from "../_entry/viewer.ts";

const tokenSchema = z.string().max(200).catch("");

/** What the link invites to. The token comes in the body of the request: it is never part of an address. */
export async function openLink(token: string): Promise<Answer<OpenInvitation>> {
  const endpoint = "ACTION invitation.open";
  return attempt(endpoint, async () =>
    openInvitation(tokenSchema.parse(token), await currentSession(), await originOfRequest(endpoint)),
  );
}

/** Accepts as whoever is signed in. */
export async function accept(token: string): Promise<Answer<Joined>> {
  const endpoint = "ACTION invitation.accept";
  return attempt(endpoint, async () => {
    const session = await currentSession();
    if (!session) throw new AppError("unauthenticated", "Your session has ended: sign in again, then accept.");
    return acceptInvitation(session, tokenSchema.parse(token), await originOfRequest(endpoint));
  });
}

/** Makes an account and accepts with it. */
export async function acceptAnew(input: NewAccountInput): Promise<Answer<Joined>> {
  const endpoint = "ACTION invitation.accept-anew";
  return attempt(endpoint, async () => acceptWithNewAccount(input, await originOfRequest(endpoint)));
}
