import {
  findTenant,
  inviteOwner,
  listTenants,
  openTenant,
  operatorIn,
  resumeTenant,
  setTenantLimits,
  suspendTenant,
} from "#server/operators/index.ts";
import {
  type AccountContext,
  changePassword,
  confirmIdentity,
  confirmSecondFactor,
  createPasswordReset,
  demandOperator,
  endOtherSessions,
  endSession,
  findPerson,
  getAccount,
  listSessions,
  proposeSecondFactor,
  removeSecondFactor,
  removeSecondFactorOf,
  renameSelf,
  renewRecoveryCodes,
} from "#server/people/index.ts";
import type { MatrixTenant, Things } from "./things.ts";

/** Somebody else, with a live session, and a tenant that is not the caller's. */
interface Reach {
  things: Things;
  victim: AccountContext;
  tenant: MatrixTenant;
}

/** What is declared of a verb on an account, or of operators: the same for members with every role, of every tenant and of none. */
export interface AccountRow {
  /** Reaches for what is somebody else's where the verb names anything. */
  call(account: AccountContext, reach: Reach): Promise<unknown>;
  gives: "ok" | "not_found" | "unauthenticated" | "invalid" | "conflict";
}

const own = (call: AccountRow["call"], gives: AccountRow["gives"] = "ok"): AccountRow => ({ call, gives });
/** For operators alone: everybody else is told that there is no such thing. */
const operator = (call: AccountRow["call"]): AccountRow => ({ call, gives: "not_found" });
const idOf = ({ session }: AccountContext) => ({ personId: session.person.id });

export const ACCOUNT_VERBS: Record<string, AccountRow> = {
  "people.changePassword": own((account) => changePassword(account, { password: "umbrella ladder seven moons" })),
  "people.confirmIdentity": own((account) => confirmIdentity(account, { password: "not it" }), "invalid"),
  "people.confirmSecondFactor": own((account) => confirmSecondFactor(account, { code: "000000" }), "conflict"),
  "people.endOtherSessions": own((account) => endOtherSessions(account)),
  "people.endSession": own((account, { victim }) => endSession(account, { id: victim.session.id }), "not_found"),
  "people.getAccount": own((account) => getAccount(account)),
  "people.listSessions": own((account) => listSessions(account)),
  "people.proposeSecondFactor": own((account) => proposeSecondFactor(account)),
  "people.removeSecondFactor": own((account) => removeSecondFactor(account), "conflict"),
  "people.renameSelf": own((account) => renameSelf(account, { name: "Ida Moss-Reed" })),
  "people.renewRecoveryCodes": own((account) => renewRecoveryCodes(account), "conflict"),
  "people.createPasswordReset": operator((account, { victim }) => createPasswordReset(account, idOf(victim))),
  "people.demandOperator": operator(async (account) => demandOperator(account)),
  "people.findPerson": operator((account, { victim }) => findPerson(account, { email: victim.session.person.email })),
  "people.removeSecondFactorOf": operator((account, { victim }) => removeSecondFactorOf(account, idOf(victim))),
  "operators.findTenant": operator((account, { tenant }) => findTenant(account, tenant.id)),
  "operators.inviteOwner": operator((account, { tenant }) =>
    inviteOwner(account, { id: tenant.id, ownerEmail: "me@example.com" }),
  ),
  "operators.listTenants": operator((account) => listTenants(account)),
  "operators.openTenant": operator((account) =>
    openTenant(account, { name: "Mine", slug: "mine", timeZone: "UTC", ownerEmail: "me@example.com" }),
  ),
  "operators.operatorIn": operator(async (account, { tenant }) => operatorIn(account, tenant.id)),
  "operators.resumeTenant": operator((account, { tenant }) => resumeTenant(account, { id: tenant.id })),
  "operators.setTenantLimits": operator((account, { tenant }) =>
    setTenantLimits(account, { id: tenant.id, limits: { keys: 1 } }),
  ),
  "operators.suspendTenant": operator((account, { tenant }) =>
    suspendTenant(account, { id: tenant.id, reason: "mine now" }),
  ),
};
