import "server-only";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import type { Permission, TenantContext } from "#server/access/index.ts";
import { contextOf, findSession, type Membership, type Session } from "#server/people/index.ts";
import { originOfRequest } from "./request-origin.ts";
import { sessionIdOfRequest } from "./session-cookie.ts";

export interface Viewer {
  session: Session;
  membership: Membership;
  memberships: Membership[];
  context: TenantContext;
  permissions: Permission[];
}

/** The live session of the request, or null; read from the database once a request. */
export const currentSession = cache(async (): Promise<Session | null> => {
  const id = await sessionIdOfRequest();
  return id ? findSession(id) : null;
});

/** The signed-in person in the tenant of the slug; null without a live session, undefined without membership. */
export async function findViewer(slug: string, endpoint: string): Promise<Viewer | null | undefined> {
  const session = await currentSession();
  if (!session) return null;
  const membership = session.memberships.find((one) => one.slug === slug);
  if (!membership) return undefined;
  const context = contextOf(session, membership, await originOfRequest(endpoint));
  return { session, membership, memberships: session.memberships, context, permissions: [...context.permissions] };
}

/** The viewer of a page below `/t/[tenant]`. Without a session: to sign-in, and back to `path`; without membership: not found. */
export async function viewer(params: Promise<{ tenant: string }>, path = ""): Promise<Viewer> {
  const { tenant } = await params;
  const page = `/t/${encodeURIComponent(tenant)}${path}`;
  const found = await findViewer(tenant, `GET ${page}`);
  if (found === null) redirect(`/signin?callbackUrl=${encodeURIComponent(page)}`);
  if (!found) notFound();
  return found;
}
