import type { TenantContext } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { log } from "../log.ts";
import { type AccountContext, type Credentials, credentialsOf, demandFreshProof } from "./account.ts";
import { accountContexts } from "./sessions.ts";

/** Refuses everybody but operators, who are told what a made-up address would tell them. */
export function demandOperator({ session }: AccountContext): void {
  if (!session.person.operator) throw new AppError("not_found", "There is no such page.");
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The person whom an operator helps, and the operator in each of that person's tenants, where the help is recorded by name. */
export async function personToHelp(
  operator: AccountContext,
  personId: string,
): Promise<{ person: Credentials; contexts: TenantContext[] }> {
  demandOperator(operator);
  demandFreshProof(operator);
  if (!UUID.test(personId)) throw new AppError("not_found", "There is no such account.");
  const person = await credentialsOf(personId);
  const { session, origin } = operator;
  // An account without tenants has no trail: what is done to it stands in the log.
  if (person.memberships.length === 0)
    log.warn({ operator: session.person.id, person: personId }, "an account is helped");
  return { person, contexts: accountContexts(session.person, person.memberships, session.id, origin) };
}
