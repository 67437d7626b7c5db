import "server-only";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import type { Permission, TenantContext } from "#server/access/index.ts";
import { contextOf, findMembership, findSession, type Membership, type Session } from "#server/people/index.ts";
import { isEverything } from "#server/query/index.ts";
import { originOfRequest } from "./request-origin.ts";
import { sessionIdOfRequest } from "./session-cookie.ts";

export interface Viewer {
  session: Session;
  membership: Membership;
  memberships: Membership[];
  context: TenantContext;
  permissions: Permission[];
}

/** Who may read events but not all of each, so that what is reckoned from all of them is not for them. */
export const seesPart = ({ context, permissions }: Viewer): boolean =>
  permissions.includes("events.read") && !isEverything(context.view);

const sessionOfRequest = cache(async (touch: boolean): Promise<Session | null> => {
  const id = await sessionIdOfRequest();
  return id ? findSession(id, touch) : null;
});

/** The live session of the request, or null; read from the database once a request, which counts as use of the session. */
export const currentSession = () => sessionOfRequest(true);

/**
 * The signed-in person in the tenant of the slug; null without a live session, undefined without membership. Without `touch` the request
 * does not count as use: for what pages ask by themselves.
 */
export async function findViewer(slug: string, endpoint: string, touch = true): Promise<Viewer | null | undefined> {
  const session = await sessionOfRequest(touch);
  if (!session) return null;
  const membership = findMembership(session, slug);
  if (!membership) return undefined;
  const context = contextOf(session, membership, await originOfRequest(endpoint));
  return { session, membership, memberships: session.memberships, context, permissions: [...context.permissions] };
}

/**
 * The viewer of a page below `/t/[tenant]`. Without a session: to sign-in, and back to `path`; without membership: not found; of a
 * suspended tenant, or without the second factor that the tenant asks for: to the page that says so.
 */
export async function viewer(params: Promise<{ tenant: string }>, path = ""): Promise<Viewer> {
  const { tenant } = await params;
  const page = `/t/${encodeURIComponent(tenant)}${path}`;
  const found = await findViewer(tenant, `GET ${page}`);
  if (found === null) redirect(`/signin?callbackUrl=${encodeURIComponent(page)}`);
  if (!found) notFound();
  const { bar } = found.context;
  if (bar === "suspended") redirect(`/suspended/${encodeURIComponent(tenant)}`);
  if (bar === "second_factor") redirect(`/account/second-factor?next=${encodeURIComponent(page)}`);
  return found;
}
