import { AppError } from "../errors.ts";
import { isMailAddress } from "../mail-address.ts";
import { runtime } from "../runtime.ts";
import type { Mail } from "./open-mailer.ts";

const SUBJECT_CHARACTERS_MAX = 200;
const RETRY_AFTER_S = 60;

/** Whether SMTP_URL is set. Where it is not, links are shown once to be copied. */
export function isMailConfigured(): boolean {
  return runtime().mailer !== null;
}

/**
 * Sends one mail; resolves once the server has taken it. AppError `invalid` for what is not a single address, `unavailable` when there
 * is no mail here or the server refuses, is slow (15 s) or cannot be reached.
 */
export async function sendMail(mail: Mail): Promise<void> {
  const { mailer } = runtime();
  if (!mailer)
    throw new AppError("unavailable", "No mail can be sent here: the operator has not set up a mail server.");
  if (!isMailAddress(mail.to))
    throw new AppError("invalid", "This is not a mail address: nothing was sent.", {
      fields: [{ path: "to", message: "must be one mail address" }],
    });
  const subject = [...mail.subject.toWellFormed().replace(/\p{C}+/gu, " ")].slice(0, SUBJECT_CHARACTERS_MAX).join("");
  try {
    await mailer.send({ ...mail, subject });
  } catch (cause) {
    throw new AppError(
      "unavailable",
      "The mail could not be sent: try again in a minute, or ask the operator to look at the mail server.",
      { cause, retryAfterS: RETRY_AFTER_S },
    );
  }
}
