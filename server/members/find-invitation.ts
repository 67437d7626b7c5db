import { type RequestOrigin, recordCollapsed, systemCall, systemContext, systemValue } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { mac } from "../macs.ts";
import { runtime } from "../runtime.ts";
import { readToken, secretFits } from "../tokens/index.ts";

/** An invitation whose link was shown, before its tenant is entered. */
export interface FoundInvitation {
  id: string;
  tenantId: string;
  slug: string;
  tenantName: string;
  timeZone: string;
  suspended: boolean;
  email: string;
  role: string;
  invitedBy: string;
  /** Lower-case hex. */
  secretHash: string;
  expiresAt: string;
  acceptedAt: string | null;
  revokedAt: string | null;
}

const FREE_FAILURES = 30;

export const noInvitation = () =>
  new AppError(
    "not_found",
    "This invitation cannot be used: it may be used up, ended or cut off. Ask whoever invited you for a new one.",
  );

/**
 * The pending invitation of a link's token. Unknown, used, revoked, expired and guessed ones are `not_found` in the same words; what
 * is known by its id is recorded in its tenant, and guesses are slowed per address. A suspended tenant's are `forbidden`.
 */
export async function findInvitation(token: string, origin: RequestOrigin): Promise<FoundInvitation> {
  const address = mac("sign-in", "invitation", origin.ip ?? "unknown");
  const now = runtime().clock.now();
  await refuseFlood(address, now);
  const parts = readToken(token);
  const found =
    parts?.kind === "inv" ? await systemValue<FoundInvitation | null>("invitation_find($1)", parts.id) : null;
  const fault = found ? faultOf(found, parts!.secret, now) : "unknown";
  if (!found || fault) {
    await systemCall("sign_in_failed($1, $2::int, $3::timestamptz)", address, FREE_FAILURES, now);
    if (found && fault) recordRefusal(found, fault, origin);
    throw noInvitation();
  }
  if (found.suspended)
    throw new AppError(
      "forbidden",
      "This tenant is suspended: nobody can join it until an operator resumes it. Keep the link and try again then.",
      { fields: [{ path: "suspended", message: "bars this tenant" }] },
    );
  return found;
}

async function refuseFlood(address: Uint8Array, now: Date): Promise<void> {
  const blockedUntil = await systemValue<Date | null>(
    "sign_in_blocked_until(ARRAY[$1]::bytea[], $2::timestamptz)",
    address,
    now,
  );
  if (!blockedUntil) return;
  const retryAfterS = Math.max(1, Math.ceil((blockedUntil.getTime() - now.getTime()) / 1000));
  throw new AppError("rate_limited", `Too many links that do not work: try again in ${retryAfterS} s.`, {
    retryAfterS,
  });
}

function faultOf(found: FoundInvitation, secret: string, now: Date): string | undefined {
  if (!secretFits(secret, found.secretHash)) return "wrong secret";
  if (found.acceptedAt) return "used before";
  if (found.revokedAt) return "revoked";
  return new Date(found.expiresAt) <= now ? "expired" : undefined;
}

function recordRefusal(found: FoundInvitation, fault: string, origin: RequestOrigin): void {
  // As a caller of its own: refusals of one invitation do not hide those of another.
  const caller = { type: "system", id: found.id, name: "Invitation link" } as const;
  recordCollapsed({ ...systemContext(found.tenantId, "invitation", []), caller, origin }, "invitation.refused", fault, {
    targets: [{ type: "invitation", id: found.id, name: found.email }],
  });
}
