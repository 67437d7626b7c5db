"use server";
import type { z } from "zod";
import {
  type addressInput,
  getPasswordReset,
  requestPasswordReset,
  type resetInput,
  type resetLinkInput,
  resetPassword,
} from "#server/people/index.ts";
import { attempt } from "../_entry/fault.ts";
import { originOfRequest } from "../_entry/request-origin.ts";

export async function askForLink(input: z.input<typeof addressInput>) {
  const endpoint = "ACTION password-reset.request";
  return attempt(endpoint, async () => requestPasswordReset(input, await originOfRequest(endpoint)));
}

export async function openLink(input: z.input<typeof resetLinkInput>) {
  return attempt("ACTION password-reset.open", () => getPasswordReset(input));
}

export async function chooseNewPassword(input: z.input<typeof resetInput>) {
  const endpoint = "ACTION password-reset.complete";
  return attempt(endpoint, async () => resetPassword(input, await originOfRequest(endpoint)));
}
