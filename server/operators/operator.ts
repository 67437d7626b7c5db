import type { Permission, RequestOrigin, TenantContext } from "../access/index.ts";
import { ROLE_RIGHTS } from "../access/index.ts";
import { type AccountContext, demandOperator, type Session } from "../people/index.ts";
import { EVERYTHING } from "../query/index.ts";

/** A person who runs this Sealtrail: makes tenants and suspends them, and sees none of their events. */
export type OperatorContext = AccountContext;

/** The operator of a session; AppError `not_found` for everybody else, who is not told that there are such pages. */
export function operatorOf(session: Session, origin: RequestOrigin): OperatorContext {
  const operator = { session, origin };
  demandOperator(operator);
  return operator;
}

const OPERATOR_RIGHTS: readonly Permission[] = ["tenant.create", "tenant.suspend", "tenant.limits", "members.invite"];

/** The operator in one tenant: what it does there is recorded there, by name. It can invite the first owner and read no event. */
export function operatorIn(operator: OperatorContext, tenantId: string): TenantContext {
  const { session, origin } = operatorOf(operator.session, operator.origin);
  const { id, name, email } = session.person;
  return {
    tenantId,
    caller: { type: "user", id, name, email, sessionId: session.id },
    permissions: new Set(OPERATOR_RIGHTS),
    grantable: new Set<Permission>(ROLE_RIGHTS),
    view: EVERYTHING,
    ...(session.confirmedAt ? { confirmedAt: new Date(session.confirmedAt) } : {}),
    origin,
  };
}
