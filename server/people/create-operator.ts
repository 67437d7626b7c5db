import { AppError } from "../errors.ts";
import { randomBase62 } from "../ids.ts";
import { parseInput } from "../parse-input.ts";
import { credentialsOfAddress } from "./account.ts";
import { createPerson } from "./add-member.ts";
import { openPasswordReset, type ResetLink } from "./password-reset-link.ts";
import { type OperatorInput, operatorInput } from "./schemas.ts";

const UNUSABLE_CHARACTERS = 60;

/**
 * For whoever holds the installation's settings: makes an operator's account and answers with a link to its password; an operator who
 * has one gets a new link. AppError `conflict` for the account of somebody who is no operator.
 */
export async function createOperator(input: OperatorInput): Promise<ResetLink> {
  const { email, name } = parseInput(operatorInput, input);
  const known = await credentialsOfAddress(email);
  if (known && !known.operator)
    throw new AppError(
      "conflict",
      "There is an account with this address that is no operator's: take another address.",
    );
  const id =
    known?.id ?? (await createPerson({ email, name, password: randomBase62(UNUSABLE_CHARACTERS), operator: true }));
  return openPasswordReset([], { id, name });
}
