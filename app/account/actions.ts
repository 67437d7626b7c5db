"use server";
import type { z } from "zod";
import {
  changePassword,
  codeInput,
  confirmSecondFactor,
  endOtherSessions,
  endSession,
  passwordInput,
  proposeSecondFactor,
  removeSecondFactor,
  renameInput,
  renameSelf,
  renewRecoveryCodes,
  sessionInput,
} from "#server/people/index.ts";
import { accountAction, nothing } from "../_entry/account-action.ts";

const renaming = accountAction("person.rename", renameInput, renameSelf);
const changing = accountAction("person.change-password", passwordInput, changePassword);
const proposing = accountAction("person.propose-second-factor", nothing, proposeSecondFactor);
const enrolling = accountAction("person.confirm-second-factor", codeInput, confirmSecondFactor);
const removing = accountAction("person.remove-second-factor", nothing, removeSecondFactor);
const renewing = accountAction("person.renew-recovery-codes", nothing, renewRecoveryCodes);
const ending = accountAction("session.end", sessionInput, endSession);
const endingOthers = accountAction("session.end-others", nothing, endOtherSessions);

export async function rename(input: z.input<typeof renameInput>) {
  return renaming(input);
}

export async function changeOwnPassword(input: z.input<typeof passwordInput>) {
  return changing(input);
}

export async function propose() {
  return proposing(undefined);
}

export async function enrol(input: z.input<typeof codeInput>) {
  return enrolling(input);
}

export async function removeFactor() {
  return removing(undefined);
}

export async function renewCodes() {
  return renewing(undefined);
}

export async function endOne(input: z.input<typeof sessionInput>) {
  return ending(input);
}

export async function endOthers() {
  return endingOthers(undefined);
}
