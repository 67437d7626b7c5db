import type { Caller, RequestOrigin, TenantContext } from "../access/index.ts";
import { systemCall, systemValue, type TrailAction, type TrailDetails, trailDraft } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { log } from "../log.ts";
import { mac } from "../macs.ts";
import { runtime } from "../runtime.ts";
import { passwordFits } from "./password.ts";
import { findSession, type Membership, openSession, type Person, revokeSession } from "./sessions.ts";

interface FoundPerson extends Person {
  passwordHash: string;
  memberships: Membership[];
}

const FREE_FAILURES_ACCOUNT = 5;
const FREE_FAILURES_ADDRESS = 30;
const REFUSED = "E-mail address or password is wrong.";

/**
 * Signs a person in and returns the id of the new session. Wrong address and wrong password are told apart neither by words nor by
 * time; guesses are slowed per account and per address. Recorded in each of the person's tenants before it resolves.
 */
export async function signIn(
  credentials: { email: string; password: string },
  origin: RequestOrigin,
): Promise<{ sessionId: string; person: Person }> {
  const email = credentials.email.trim().toLowerCase();
  const account = mac("sign-in", "account", email);
  const address = mac("sign-in", "address", origin.ip ?? "unknown");
  const now = runtime().clock.now();
  const blockedUntil = await systemValue<Date | null>(
    "sign_in_blocked_until(ARRAY[$1, $2]::bytea[], $3::timestamptz)",
    account,
    address,
    now,
  );
  if (blockedUntil) {
    const retryAfterS = Math.max(1, Math.ceil((blockedUntil.getTime() - now.getTime()) / 1000));
    throw new AppError("rate_limited", `Too many failed sign-ins: try again in ${retryAfterS} s.`, { retryAfterS });
  }
  const found = await systemValue<FoundPerson | null>("person_find($1)", email);
  if (!(await passwordFits(credentials.password, found?.passwordHash))) {
    await systemCall("sign_in_failed($1, $2::int, $3::timestamptz)", account, FREE_FAILURES_ACCOUNT, now);
    await systemCall("sign_in_failed($1, $2::int, $3::timestamptz)", address, FREE_FAILURES_ADDRESS, now);
    if (found)
      await recordInTenants(
        found,
        "person.sign_in_failed",
        { outcome: "failure", metadata: { reason: "wrong password" } },
        origin,
        "",
      );
    else log.warn({ ip: origin.ip, request: origin.requestId }, "sign-in with an unknown address");
    throw new AppError("unauthenticated", REFUSED);
  }
  await systemCall("sign_in_succeeded($1)", account);
  const person: Person = { id: found!.id, email: found!.email, name: found!.name, operator: found!.operator };
  const sessionId = await openSession(person, origin);
  await recordInTenants(found!, "person.signed_in", { metadata: { method: "password" } }, origin, sessionId);
  return { sessionId, person };
}

/** Ends the session; recorded in each of the person's tenants. Unknown or ended sessions are left as they are. */
export async function signOut(sessionId: string, origin: RequestOrigin): Promise<void> {
  const session = await findSession(sessionId);
  if (!session || !(await revokeSession(sessionId))) return;
  await recordInTenants(
    { ...session.person, memberships: session.memberships },
    "person.signed_out",
    {},
    origin,
    sessionId,
  );
}

async function recordInTenants(
  person: Person & { memberships: Membership[] },
  action: TrailAction,
  details: TrailDetails,
  origin: RequestOrigin,
  sessionId: string,
): Promise<void> {
  const { committer, clock } = runtime();
  const caller: Caller = { type: "user", id: person.id, name: person.name, email: person.email, sessionId };
  await Promise.all(
    person.memberships.map(({ tenantId }) => {
      const context: TenantContext = { tenantId, caller, permissions: new Set(), origin };
      const draft = trailDraft(
        context,
        action,
        { ...details, targets: [{ type: "person", id: person.id, name: person.name }] },
        clock.now(),
      );
      if (!sessionId) delete draft.session_id;
      return committer.append(tenantId, { items: [{ draft, keyId: "sealtrail" }], atomic: true });
    }),
  );
}
