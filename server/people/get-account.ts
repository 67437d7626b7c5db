import { type AccountContext, credentialsOf } from "./account.ts";

/** What a person sees of its own account. */
export interface Account {
  id: string;
  email: string;
  name: string;
  operator: boolean;
  /** RFC 3339; null since the account was made. */
  passwordChangedAt: string | null;
  /** Null without one. */
  secondFactor: { since: string; recoveryCodesLeft: number } | null;
  /** Names of the tenants that ask for a second factor. */
  requiredBy: string[];
  tenants: { slug: string; name: string; role: string; suspended: boolean }[];
}

export async function getAccount({ session }: AccountContext): Promise<Account> {
  const found = await credentialsOf(session.person.id);
  return {
    id: found.id,
    email: found.email,
    name: found.name,
    operator: found.operator,
    passwordChangedAt: found.passwordChangedAt,
    secondFactor: found.secondFactor && {
      since: found.secondFactor.confirmedAt,
      recoveryCodesLeft: found.recoveryCodesLeft,
    },
    requiredBy: found.memberships.filter((one) => one.secondFactorRequired).map((one) => one.name),
    tenants: found.memberships.map(({ slug, name, role, suspended }) => ({ slug, name, role, suspended })),
  };
}
