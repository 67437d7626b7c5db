import type { RequestOrigin } from "../access/index.ts";
import { inBackground } from "../background.ts";
import { AppError } from "../errors.ts";
import { log } from "../log.ts";
import { isMailConfigured, passwordResetMail, sendMail } from "../mail/index.ts";
import { parseInput } from "../parse-input.ts";
import { credentialsOfAddress } from "./account.ts";
import { beginGuess } from "./guesses.ts";
import { openPasswordReset } from "./password-reset-link.ts";
import { type AddressInput, addressInput } from "./schemas.ts";
import { accountContexts } from "./sessions.ts";

/**
 * Mails a link to a new password, if there is such an account; the answer and its time are the same if there is not. Slowed per address
 * of either kind. AppError `conflict` where no mail can be sent.
 */
export async function requestPasswordReset(input: AddressInput, origin: RequestOrigin): Promise<void> {
  const { email } = parseInput(addressInput, input);
  if (!isMailConfigured())
    throw new AppError("conflict", "No mail can be sent here: ask whoever runs this Sealtrail for a link.");
  await beginGuess("reset", email, origin.ip);
  inBackground("mail with a link to a new password", () => mailLink(email, origin));
}

async function mailLink(email: string, origin: RequestOrigin): Promise<void> {
  const found = await credentialsOfAddress(email);
  if (!found)
    return log.warn({ ip: origin.ip, request: origin.requestId }, "new password asked for an unknown address");
  const reset = await openPasswordReset(accountContexts(found, found.memberships, "", origin), found);
  await sendMail({ to: found.email, ...passwordResetMail(reset) });
}
