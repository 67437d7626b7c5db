import type { RequestOrigin, TenantContext } from "../access/index.ts";
import { type Bar, permissionsOfRole, systemValue } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { viewOf } from "../query/index.ts";
import { runtime } from "../runtime.ts";

/** A person's place in a tenant, with what the tenant asks of its members and what the role allows. */
export interface Membership {
  tenantId: string;
  slug: string;
  name: string;
  timeZone: string;
  suspended: boolean;
  secondFactorRequired: boolean;
  sessionIdleMinutes: number;
  sessionHours: number;
  role: string;
  system: boolean;
  permissions: string[] | null;
  scope: unknown;
  masks: string[];
}

export interface Person {
  id: string;
  email: string;
  name: string;
  operator: boolean;
}

export interface Session {
  id: string;
  /** RFC 3339. When the session ends unless it is used: by the strictest idle and absolute limit of the person's tenants. */
  endsAt: string;
  createdAt: string;
  /** When the person last proved itself in this session. */
  confirmedAt: string | null;
  /** Whether a second factor was given in this session. */
  secondFactor: boolean;
  person: Person & { hasSecondFactor: boolean };
  memberships: Membership[];
}

/** No session lasts longer, whatever the tenants allow; the cookie lives as long. */
export const SESSION_HOURS_MAX = 720;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The live session with this id, or null. Read at every request: a revoked session ends at once. `touch` counts the request as use,
 * which what a page does by itself is not.
 */
export async function findSession(id: string, touch = true): Promise<Session | null> {
  if (!UUID.test(id)) return null;
  return systemValue<Session | null>(
    "session_find($1::uuid, $2::timestamptz, $3::boolean)",
    id,
    runtime().clock.now(),
    touch,
  );
}

/** The person's membership of the tenant with this slug, for doors that lead elsewhere without one. */
export const findMembership = (session: Session, slug: string): Membership | undefined =>
  session.memberships.find((one) => one.slug === slug);

/** The same; AppError `not_found` for a tenant of others as for one that is not there. */
export function membershipOf(session: Session, slug: string): Membership {
  const membership = findMembership(session, slug);
  if (!membership) throw new AppError("not_found", "There is no such tenant.");
  return membership;
}

/** Why a member has no rights in the tenant for now. */
export function barOf(session: Pick<Session, "secondFactor">, membership: Membership): Bar | undefined {
  if (membership.suspended) return "suspended";
  return membership.secondFactorRequired && !session.secondFactor ? "second_factor" : undefined;
}

/** What a person may do and see in one of its tenants. */
export function contextOf(session: Session, membership: Membership, origin: RequestOrigin): TenantContext {
  const bar = barOf(session, membership);
  const permissions = bar ? new Set<never>() : permissionsOfRole(membership.role, membership.permissions);
  return {
    tenantId: membership.tenantId,
    caller: {
      type: "user",
      id: session.person.id,
      name: session.person.name,
      email: session.person.email,
      sessionId: session.id,
    },
    permissions,
    grantable: permissions,
    role: membership.role,
    view: viewOf(membership.scope, membership.masks),
    ...(bar ? { bar } : {}),
    ...(session.confirmedAt ? { confirmedAt: new Date(session.confirmedAt) } : {}),
    origin,
  };
}

/** The person in each of its tenants, for acts on its own account (inAccount). */
export function accountContexts(
  person: Person,
  memberships: readonly Pick<Membership, "tenantId">[],
  sessionId: string,
  origin: RequestOrigin,
): TenantContext[] {
  return memberships.map(({ tenantId }) => ({
    tenantId,
    caller: { type: "user", id: person.id, name: person.name, email: person.email, sessionId },
    permissions: new Set(),
    grantable: new Set(),
    view: viewOf(null, []),
    origin,
  }));
}
