import { AppError } from "../errors.ts";
import { parseInput } from "../parse-input.ts";
import type { AccountContext } from "./account.ts";
import { personToHelp } from "./operator-help.ts";
import { dropSecondFactor } from "./remove-second-factor.ts";
import { type PersonInput, personInput } from "./schemas.ts";
import { sendSecurityNotice } from "./security-notice.ts";

/**
 * For operators: removes a second factor that its owner has lost, with its recovery codes. Where a tenant requires one, the person is
 * led to enrol a new one at the next visit.
 */
export async function removeSecondFactorOf(operator: AccountContext, input: PersonInput): Promise<void> {
  const { person, contexts } = await personToHelp(operator, parseInput(personInput, input).personId);
  if (!(await dropSecondFactor(contexts, person)))
    throw new AppError("conflict", "This account has no second factor: nothing was changed.");
  sendSecurityNotice(person.email, "second factor removed", operator.origin);
}
