import type { TenantTransaction } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { runtime } from "../runtime.ts";
import { readLimits } from "../tenants/index.ts";

/** How long an invitation is good for. */
export const INVITATION_DAYS = 7;

/** An invitation that nobody has accepted. Times are RFC 3339 in UTC. */
export interface Invitation {
  id: string;
  email: string;
  role: string;
  /** Name of who invited. */
  invitedBy: string;
  createdAt: string;
  expiresAt: string;
  /** When the link went out by mail; null when it was shown to be passed on. */
  mailedAt: string | null;
  state: "pending" | "expired";
}

interface Row {
  id: string;
  email: string;
  role: string;
  invitedBy: string;
  createdAt: Date;
  expiresAt: Date;
  mailedAt: Date | null;
}

export function invitationOf(row: Row): Invitation {
  return {
    id: row.id,
    email: row.email,
    role: row.role,
    invitedBy: row.invitedBy,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    mailedAt: row.mailedAt?.toISOString() ?? null,
    state: row.expiresAt > runtime().clock.now() ? "pending" : "expired",
  };
}

/** Neither accepted nor revoked; what has expired can be renewed. */
export const OPEN = { acceptedAt: null, revokedAt: null } as const;

export const targetOfInvitation = ({ id, email }: Pick<Invitation, "id" | "email">) => ({
  type: "invitation",
  id,
  name: email,
});

/** The open invitation; AppError `not_found` for any other id. */
export async function demandInvitation(tx: TenantTransaction, id: string): Promise<Row> {
  // PostgreSQL has no text with a NUL character, and would fail rather than find nothing.
  const row = id.includes("\0")
    ? null
    : await tx.db.invitation.findFirst({ where: { tenantId: tx.tenantId, id, ...OPEN } });
  if (!row) throw new AppError("not_found", "There is no such invitation: it may have been accepted or revoked.");
  return row;
}

/** A member is not invited again: AppError `conflict`. */
export async function demandStranger(tx: TenantTransaction, email: string): Promise<void> {
  const member = await tx.db.person.findFirst({
    where: { email, memberships: { some: { tenantId: tx.tenantId } } },
    select: { name: true },
  });
  if (!member) return;
  throw new AppError("conflict", `${member.name} is a member already: nobody was invited.`, {
    fields: [{ path: "email", message: "belongs to a member" }],
  });
}

/** Members and pending invitations, but for those to `email`, leave room for one more: AppError `conflict`. Needs lockMembers. */
export async function demandRoom(tx: TenantTransaction, email: string): Promise<void> {
  const { members: most } = await readLimits(tx);
  const members = await tx.db.membership.count({ where: { tenantId: tx.tenantId } });
  const pending = await tx.db.invitation.count({
    where: { tenantId: tx.tenantId, ...OPEN, expiresAt: { gt: runtime().clock.now() }, email: { not: email } },
  });
  if (members + pending < most) return;
  throw new AppError(
    "conflict",
    `This tenant may have ${most} members, and has ${members} with ${pending} more invited: nobody was invited.`,
    { fields: [{ path: "email", message: `would be one more than ${most}` }] },
  );
}

const PAUSE_MS = 60_000;

/** One address gets one mail a minute from a tenant: AppError `rate_limited`. Needs lockMembers. */
export async function demandPause(tx: TenantTransaction, email: string): Promise<void> {
  const nowMs = runtime().clock.now().getTime();
  const last = await tx.db.invitation.findFirst({
    where: { tenantId: tx.tenantId, email, mailedAt: { gt: new Date(nowMs - PAUSE_MS) } },
    orderBy: { mailedAt: "desc" },
  });
  if (!last) return;
  const retryAfterS = Math.max(1, Math.ceil((last.mailedAt!.getTime() + PAUSE_MS - nowMs) / 1000));
  throw new AppError("rate_limited", `A mail has just gone to this address: try again in ${retryAfterS} s.`, {
    retryAfterS,
  });
}
