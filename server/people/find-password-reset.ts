import { systemValue } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { parseInput } from "../parse-input.ts";
import { runtime } from "../runtime.ts";
import { readToken, secretFits } from "../tokens/index.ts";
import { type Credentials, credentialsOf } from "./account.ts";
import { type ResetLinkInput, resetLinkInput } from "./schemas.ts";

interface ResetRow {
  personId: string;
  secretHash: string;
  expiresAt: string;
}

export const noReset = () =>
  new AppError("not_found", "This link cannot be used: it may be used up, ended or cut off. Ask for a new one.");

/** Whose password the link sets; unknown, used, ended and guessed links are AppError `not_found` in the same words. */
export async function findPasswordReset(token: string): Promise<{ id: string; person: Credentials }> {
  const parts = readToken(token);
  if (parts?.kind !== "rst") throw noReset();
  const row = await systemValue<ResetRow | null>(
    "password_reset_find($1, $2::timestamptz)",
    parts.id,
    runtime().clock.now(),
  );
  if (!row || !secretFits(parts.secret, row.secretHash)) throw noReset();
  return { id: parts.id, person: await credentialsOf(row.personId) };
}

/** What the page of a link shows before a new password is chosen. */
export async function getPasswordReset(input: ResetLinkInput): Promise<{ email: string; hasSecondFactor: boolean }> {
  const { person } = await findPasswordReset(parseInput(resetLinkInput, input).token);
  return { email: person.email, hasSecondFactor: person.secondFactor !== null };
}
