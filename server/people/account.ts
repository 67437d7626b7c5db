import { demandConfirmation, type RequestOrigin, systemValue, type TenantContext } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { accountContexts, type Membership, type Person, type Session } from "./sessions.ts";

/** A person at work on its own account, in a live session. */
export interface AccountContext {
  session: Session;
  origin: RequestOrigin;
}

/** What proves a person. `secondFactor.secret` is encrypted, as hex. */
export interface Credentials extends Person {
  passwordHash: string;
  /** RFC 3339; null since the account was made. */
  passwordChangedAt: string | null;
  secondFactor: { secret: string; confirmedAt: string } | null;
  recoveryCodesLeft: number;
  memberships: Membership[];
}

/** The person of the account in each of its tenants, for inAccount. */
export const contextsOf = ({ session, origin }: AccountContext): TenantContext[] =>
  accountContexts(session.person, session.memberships, session.id, origin);

/** The person as the target of a trail event. */
export const personTarget = ({ id, name }: Pick<Person, "id" | "name">) => ({ type: "person", id, name });

/** Refuses an act on the account when the person has not proved itself of late: the field `confirmation` tells the page to ask. */
export function demandFreshProof({ session }: AccountContext): void {
  demandConfirmation(session.confirmedAt ? { confirmedAt: new Date(session.confirmedAt) } : {});
}

/** The same, and where the person has a second factor the session must have passed it: for changes of the factor itself. */
export function demandFreshFactor(account: AccountContext): void {
  const { session } = account;
  if (session.person.hasSecondFactor && !session.secondFactor) demandConfirmation({});
  demandFreshProof(account);
}

/** AppError `not_found` without such a person. */
export async function credentialsOf(personId: string): Promise<Credentials> {
  const found = await systemValue<Credentials | null>("person_credentials($1::uuid)", personId);
  if (!found) throw new AppError("not_found", "There is no such account.");
  return found;
}

/** By e-mail address, folded; null without one. */
export async function credentialsOfAddress(email: string): Promise<Credentials | null> {
  // PostgreSQL has no text with a NUL character, and would fail rather than find nothing.
  if (email.includes("\0")) return null;
  return systemValue<Credentials | null>("person_find($1)", email);
}

/** Every tenant of a person; AppError `not_found` without such a person. */
export async function membershipsOf(personId: string): Promise<Membership[]> {
  return (await credentialsOf(personId)).memberships;
}
