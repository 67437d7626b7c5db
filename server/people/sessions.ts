import type { RequestOrigin, TenantContext } from "../access/index.ts";
import { permissionsOfRole, systemCall, systemValue } from "../access/index.ts";
import { uuidv7 } from "../ids.ts";
import { runtime } from "../runtime.ts";

export interface Membership {
  tenantId: string;
  slug: string;
  name: string;
  timeZone: string;
  role: string;
  permissions: string[] | null;
}

export interface Person {
  id: string;
  email: string;
  name: string;
  operator: boolean;
}

export interface Session {
  id: string;
  person: Person;
  memberships: Membership[];
}

export const SESSION_HOURS = 12;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export async function openSession(person: Person, origin: RequestOrigin): Promise<string> {
  const now = runtime().clock.now();
  const id = uuidv7(now.getTime());
  const expiresAt = new Date(now.getTime() + SESSION_HOURS * 3_600_000);
  await systemCall(
    "session_open($1::uuid, $2::uuid, $3::timestamptz, $4::timestamptz, $5::inet, $6)",
    id,
    person.id,
    now,
    expiresAt,
    origin.ip ?? null,
    origin.userAgent?.slice(0, 1_000) ?? null,
  );
  return id;
}

/** The live session with this id, or null. Read at every request: a revoked session ends at once. */
export async function findSession(id: string): Promise<Session | null> {
  if (!UUID.test(id)) return null;
  return systemValue<Session | null>("session_find($1::uuid, $2::timestamptz)", id, runtime().clock.now());
}

export async function revokeSession(id: string): Promise<boolean> {
  return systemValue<boolean>("session_revoke($1::uuid, $2::timestamptz)", id, runtime().clock.now());
}

/** What a person may do in one of its tenants. */
export function contextOf(session: Session, membership: Membership, origin: RequestOrigin): TenantContext {
  return {
    tenantId: membership.tenantId,
    caller: {
      type: "user",
      id: session.person.id,
      name: session.person.name,
      email: session.person.email,
      sessionId: session.id,
    },
    permissions: permissionsOfRole(membership.role, membership.permissions),
    origin,
  };
}
