import type { RequestOrigin, SystemRole } from "../access/index.ts";
import type { Session } from "../people/index.ts";
import { SYSTEM_ROLE_TEXTS } from "../roles/index.ts";
import { findInvitation } from "./find-invitation.ts";
import { maskAddress } from "./mask-address.ts";

/** What whoever holds the link is shown before deciding. */
export interface OpenInvitation {
  tenant: { slug: string; name: string; timeZone: string };
  role: string;
  /** What the role is for; null for a custom one. */
  roleText: string | null;
  invitedBy: string;
  expiresAt: string;
  /** Masked for somebody who is signed in with another address. */
  email: string;
  /** Who looks: nobody signed in, the person who is invited, or another. */
  viewer: "nobody" | "invited" | "another";
  isMember: boolean;
}

/** Opens the link of an invitation without accepting it. Nothing of it depends on whether the address has an account. */
export async function openInvitation(
  token: string,
  session: Session | null,
  origin: RequestOrigin,
): Promise<OpenInvitation> {
  const found = await findInvitation(token, origin);
  const viewer = session ? (session.person.email === found.email ? "invited" : "another") : "nobody";
  return {
    tenant: { slug: found.slug, name: found.tenantName, timeZone: found.timeZone },
    role: found.role,
    roleText: SYSTEM_ROLE_TEXTS[found.role as SystemRole] ?? null,
    invitedBy: found.invitedBy,
    expiresAt: found.expiresAt,
    email: viewer === "another" ? maskAddress(found.email) : found.email,
    viewer,
    isMember: session?.memberships.some((one) => one.tenantId === found.tenantId) ?? false,
  };
}
