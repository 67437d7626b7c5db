import { inAccount, type TenantContext } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { type AccountContext, contextsOf, demandFreshFactor, personTarget } from "./account.ts";
import { sendSecurityNotice } from "./security-notice.ts";
import type { Person } from "./sessions.ts";

/** Removes the person's own second factor with its recovery codes. AppError `conflict` while a tenant requires one. */
export async function removeSecondFactor(account: AccountContext): Promise<void> {
  const { person, memberships } = account.session;
  demandFreshFactor(account);
  const requiring = memberships.filter((one) => one.secondFactorRequired).map((one) => one.name);
  if (requiring.length > 0)
    throw new AppError(
      "conflict",
      `${requiring.join(", ")} ${requiring.length === 1 ? "requires" : "require"} a second factor of every member: it was not removed.`,
    );
  if (!(await dropSecondFactor(contextsOf(account), person)))
    throw new AppError("conflict", "Your account has no second factor.");
  sendSecurityNotice(person.email, "second factor removed", account.origin);
}

/** False when there was none to remove; an enrolment under way ends all the same. */
export async function dropSecondFactor(
  contexts: TenantContext[],
  person: Pick<Person, "id" | "name">,
): Promise<boolean> {
  return inAccount(contexts, async (tx) => {
    const isRemoved = await tx.value<boolean>("second_factor_remove($1::uuid)", person.id);
    if (isRemoved)
      tx.record("person.second_factor_removed", {
        targets: [personTarget(person)],
        changes: [{ field: "second_factor", before: true, after: false }],
      });
    return isRemoved;
  });
}
