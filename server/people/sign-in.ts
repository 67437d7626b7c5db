import { type AccountTransaction, inAccount, type RequestOrigin } from "../access/index.ts";
import { inBackground } from "../background.ts";
import { AppError } from "../errors.ts";
import { uuidv7 } from "../ids.ts";
import { log } from "../log.ts";
import { placeOf } from "../places/index.ts";
import { runtime } from "../runtime.ts";
import { type Credentials, credentialsOfAddress, personTarget } from "./account.ts";
import { beginGuess, rightGuess } from "./guesses.ts";
import { passwordFits } from "./password.ts";
import { sendSecurityNotice } from "./security-notice.ts";
import { accountContexts, type Person, SESSION_HOURS_MAX } from "./sessions.ts";
import { type FactorProof, spendCode, wrongCode } from "./spend-code.ts";

const REFUSED = "E-mail address or password is wrong.";

/**
 * Signs a person in and returns the id of the new session. `code`, of the authenticator or for recovery, is asked for after the right
 * password alone: AppError `unauthenticated` with the field `code`. Wrong address and wrong password are told apart neither by words nor
 * by time; guesses are slowed per account and per address. The session and its record in each of the person's tenants are one transaction.
 */
export async function signIn(
  credentials: { email: string; password: string; code?: string | undefined },
  origin: RequestOrigin,
): Promise<{ sessionId: string; person: Person }> {
  const found = await provePassword(credentials, origin);
  const person: Person = { id: found.id, email: found.email, name: found.name, operator: found.operator };
  if (!found.secondFactor) return { sessionId: await openSession(found, origin), person };
  if (!credentials.code)
    throw new AppError("unauthenticated", "Enter the code of your second factor.", {
      fields: [{ path: "code", message: "is needed" }],
    });
  const guess = await beginGuess("second-factor", found.id, origin.ip);
  const sessionId = await openSession(found, origin, credentials.code).catch((error) => {
    if (error instanceof WrongCode) refuseCode(found, origin);
    throw error;
  });
  await rightGuess(guess);
  return { sessionId, person };
}

async function provePassword(
  credentials: { email: string; password: string },
  origin: RequestOrigin,
): Promise<Credentials> {
  const email = credentials.email.trim().toLowerCase();
  const guess = await beginGuess("account", email, origin.ip);
  const found = await credentialsOfAddress(email);
  if (found && (await passwordFits(credentials.password, found.passwordHash))) {
    await rightGuess(guess);
    return found;
  }
  if (found) recordFailure(found, "wrong password", origin);
  else {
    await passwordFits(credentials.password, undefined);
    log.warn({ ip: origin.ip, request: origin.requestId }, "sign-in with an unknown address");
  }
  throw new AppError("unauthenticated", REFUSED);
}

function refuseCode(found: Credentials, origin: RequestOrigin): never {
  recordFailure(found, "wrong second factor", origin);
  throw wrongCode("unauthenticated");
}

// Not awaited: the time of an append would tell a known address from an unknown one.
function recordFailure(found: Credentials, reason: string, origin: RequestOrigin): void {
  inBackground("record of a failed sign-in", () =>
    inAccount(accountContexts(found, found.memberships, "", origin), async (tx) =>
      tx.record("person.sign_in_failed", { outcome: "failure", targets: [personTarget(found)], metadata: { reason } }),
    ),
  );
}

/** Thrown within the transaction, so that nothing of it stays. */
class WrongCode extends Error {}

/** Opens a session, having spent `code` where there is one. */
async function openSession(found: Credentials, origin: RequestOrigin, code?: string): Promise<string> {
  const now = runtime().clock.now();
  const sessionId = uuidv7(now.getTime());
  const proof = await inAccount(accountContexts(found, found.memberships, sessionId, origin), async (tx) => {
    const spent = code === undefined ? undefined : await spendCode(tx, found, code);
    if (code !== undefined && !spent) throw new WrongCode();
    await tx.call(
      "session_open($1::uuid, $2::uuid, $3::timestamptz, $4::timestamptz, $5::inet, $6, $7::jsonb, $8::boolean)",
      sessionId,
      found.id,
      now,
      new Date(now.getTime() + SESSION_HOURS_MAX * 3_600_000),
      origin.ip ?? null,
      origin.userAgent?.slice(0, 1_000) ?? null,
      origin.ip ? placeOf(origin.ip) : null,
      spent !== undefined,
    );
    recordSignIn(tx, found, spent);
    return spent;
  });
  if (proof?.method === "recovery code") sendSecurityNotice(found.email, "recovery code used", origin);
  return sessionId;
}

function recordSignIn(tx: AccountTransaction, found: Credentials, spent: FactorProof | undefined): void {
  const targets = [personTarget(found)];
  if (spent?.method === "recovery code")
    tx.record("person.recovery_code_used", { targets, metadata: { left: spent.left } });
  tx.record("person.signed_in", {
    targets,
    metadata: { method: spent ? `password and ${spent.method}` : "password" },
  });
}
