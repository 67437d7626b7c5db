import { inAccount, type RequestOrigin, systemCall, systemValue } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { uuidv7 } from "../ids.ts";
import { log } from "../log.ts";
import { mac } from "../macs.ts";
import { runtime } from "../runtime.ts";
import { passwordFits } from "./password.ts";
import { accountContexts, findSession, type Membership, type Person, SESSION_HOURS_MAX } from "./sessions.ts";

interface FoundPerson extends Person {
  passwordHash: string;
  memberships: Membership[];
}

const FREE_FAILURES_ACCOUNT = 5;
const FREE_FAILURES_ADDRESS = 30;
const REFUSED = "E-mail address or password is wrong.";

/**
 * Signs a person in and returns the id of the new session. Wrong address and wrong password are told apart neither by words nor by
 * time; guesses are slowed per account and per address. The session and its record in each of the person's tenants are one transaction.
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
      await inAccount(accountContexts(found, found.memberships, "", origin), async (tx) =>
        tx.record("person.sign_in_failed", {
          outcome: "failure",
          targets: [{ type: "person", id: found.id, name: found.name }],
          metadata: { reason: "wrong password" },
        }),
      );
    else log.warn({ ip: origin.ip, request: origin.requestId }, "sign-in with an unknown address");
    throw new AppError("unauthenticated", REFUSED);
  }
  const person: Person = { id: found!.id, email: found!.email, name: found!.name, operator: found!.operator };
  const sessionId = uuidv7(now.getTime());
  await inAccount(accountContexts(person, found!.memberships, sessionId, origin), async (tx) => {
    await tx.call("sign_in_succeeded($1)", account);
    await tx.call(
      "session_open($1::uuid, $2::uuid, $3::timestamptz, $4::timestamptz, $5::inet, $6, $7::jsonb, $8::boolean)",
      sessionId,
      person.id,
      now,
      new Date(now.getTime() + SESSION_HOURS_MAX * 3_600_000),
      origin.ip ?? null,
      origin.userAgent?.slice(0, 1_000) ?? null,
      null,
      false,
    );
    tx.record("person.signed_in", {
      targets: [{ type: "person", id: person.id, name: person.name }],
      metadata: { method: "password" },
    });
  });
  return { sessionId, person };
}

/** Ends the session; recorded in each of the person's tenants. Unknown or ended sessions are left as they are. */
export async function signOut(sessionId: string, origin: RequestOrigin): Promise<void> {
  const session = await findSession(sessionId, false);
  if (!session) return;
  const { person, memberships } = session;
  await inAccount(accountContexts(person, memberships, sessionId, origin), async (tx) => {
    const ended = await tx.value<boolean>(
      "session_revoke($1::uuid, $2::timestamptz)",
      sessionId,
      runtime().clock.now(),
    );
    if (ended) tx.record("person.signed_out", { targets: [{ type: "person", id: person.id, name: person.name }] });
  });
}
