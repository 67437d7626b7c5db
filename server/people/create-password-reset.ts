import { parseInput } from "../parse-input.ts";
import type { AccountContext } from "./account.ts";
import { personToHelp } from "./operator-help.ts";
import { openPasswordReset, type ResetLink } from "./password-reset-link.ts";
import { type PersonInput, personInput } from "./schemas.ts";

/** For operators, above all where no mail can be sent: a link to a new password, in the answer and nowhere else. */
export async function createPasswordReset(operator: AccountContext, input: PersonInput): Promise<ResetLink> {
  const { person, contexts } = await personToHelp(operator, parseInput(personInput, input).personId);
  return openPasswordReset(contexts, person);
}
