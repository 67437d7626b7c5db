"use server";
import { confirmIdentity, type ProofInput, proofInput } from "#server/people/index.ts";
import { accountAction } from "./account-action.ts";

const confirm = accountAction("person.confirm", proofInput, confirmIdentity);

/** The person proves itself anew, for the next 15 minutes of its session. */
export async function confirmIdentityNow(input: ProofInput) {
  return confirm(input);
}
