import { permissionsOfKey, permissionsOfRole, type RequestOrigin, type TenantContext } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { findKey } from "../keys/index.ts";
import { contextOf, credentialsOf } from "../people/index.ts";
import { runtime } from "../runtime.ts";

export interface Maker {
  type: string;
  id: string;
}

/**
 * Who asked for an export, with the rights and the view that it has by now; undefined for somebody who is no member any more, and for a key
 * that does not work any more. A second factor counts where the person has one: there is no session to give it in.
 */
export async function contextOfMaker(
  tenantId: string,
  { type, id }: Maker,
  origin: RequestOrigin,
): Promise<TenantContext | undefined> {
  return type === "user" ? contextOfPerson(tenantId, id, origin) : contextOfKey(tenantId, id, origin);
}

async function contextOfPerson(
  tenantId: string,
  personId: string,
  origin: RequestOrigin,
): Promise<TenantContext | undefined> {
  const person = await credentialsOf(personId).catch((error) => {
    if (error instanceof AppError && error.code === "not_found") return undefined;
    throw error;
  });
  const membership = person?.memberships.find((one) => one.tenantId === tenantId);
  if (!person || !membership) return undefined;
  const { id, name, email, operator, memberships } = person;
  const secondFactor = person.secondFactor?.confirmedAt != null;
  const now = runtime().clock.now().toISOString();
  const session = {
    id: "",
    endsAt: now,
    createdAt: now,
    confirmedAt: null,
    secondFactor,
    person: { id, name, email, operator, hasSecondFactor: secondFactor },
    memberships,
  };
  return contextOf(session, membership, origin);
}

async function contextOfKey(
  tenantId: string,
  keyId: string,
  origin: RequestOrigin,
): Promise<TenantContext | undefined> {
  const key = await findKey(keyId, performance.now());
  const now = runtime().clock.now();
  if (!key || key.tenantId !== tenantId || key.role === null || key.suspended) return undefined;
  if (key.revokedAt || key.suspendedAt || (key.expiresAt && new Date(key.expiresAt) <= now)) return undefined;
  const { id, kind, name, purpose, role } = key;
  const grantable = permissionsOfRole(role, key.rolePermissions);
  return {
    tenantId,
    caller: { type: "key", id, name, purpose, kind },
    permissions: permissionsOfKey(kind, key.permissions, grantable),
    grantable,
    role,
    view: key.view,
    origin,
  };
}
