import type { TenantContext } from "#server/access/index.ts";
import { AppError } from "#server/errors.ts";
import { changeMemberRole } from "#server/members/index.ts";
import { contextOf, findSession, signIn } from "#server/people/index.ts";
import { createRole, type RoleInput } from "#server/roles/index.ts";
import { superQuery, type TestRuntime } from "./database.ts";
import { makePerson, type TestTenant } from "./tenant.ts";

let addresses = 0;
const origin = () => ({ requestId: "r", ip: `198.51.100.${++addresses % 250}`, via: "ui" as const });

/** A member with the role, signed in just now; `context` is what the doors would make of the session at that moment. */
export async function memberWith(
  role: string,
  tenant: TestTenant,
): Promise<{ id: string; context: () => Promise<TenantContext> }> {
  const person = await makePerson([tenant]);
  if (role !== "viewer") await changeMemberRole(tenant.context, { personId: person.id, role });
  const { sessionId } = await signIn({ email: person.email, password: person.password }, origin());
  return {
    id: person.id,
    context: async () => {
      const session = (await findSession(sessionId))!;
      return contextOf(session, session.memberships[0]!, origin());
    },
  };
}

let names = 0;
export const newRoleName = () => `Role ${++names}`;

export async function makeRole(tenant: TestTenant, input: Partial<RoleInput> = {}): Promise<string> {
  return (await createRole(tenant.context, { name: newRoleName(), permissions: ["events.read"], ...input })).name;
}

/** The refusal of a call, or "done". */
export const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => "done" as const,
    (error) => (error instanceof AppError ? error : Promise.reject(error)),
  ) as Promise<AppError>;

/** The bodies of the trail events of an action on a target, in order. */
export async function trailOf(runtime: TestRuntime, tenant: TestTenant, action: string, target: string) {
  const rows = await superQuery<{ body: string }>(
    runtime.urls,
    "SELECT body FROM event WHERE tenant_id = $1 AND action = $2 AND target_id = $3 ORDER BY seq",
    [tenant.id, action, target],
  );
  return rows.map((row) => JSON.parse(row.body));
}
