import { AppError } from "../errors.ts";
import { parseInput } from "../parse-input.ts";
import { type AccountContext, credentialsOfAddress } from "./account.ts";
import { demandOperator } from "./operator-help.ts";
import { type AddressInput, addressInput } from "./schemas.ts";

/** What an operator sees of an account that asks for help. */
export interface FoundPerson {
  id: string;
  name: string;
  email: string;
  hasSecondFactor: boolean;
  tenants: { slug: string; name: string; role: string }[];
}

/** For operators: the account with this address; AppError `not_found` without one, and for everybody else. */
export async function findPerson(operator: AccountContext, input: AddressInput): Promise<FoundPerson> {
  demandOperator(operator);
  const found = await credentialsOfAddress(parseInput(addressInput, input).email);
  if (!found) throw new AppError("not_found", "There is no account with this address.");
  const { id, name, email, secondFactor, memberships } = found;
  const tenants = memberships.map((one) => ({ slug: one.slug, name: one.name, role: one.role }));
  return { id, name, email, hasSecondFactor: secondFactor !== null, tenants };
}
