import { inAccount } from "../access/index.ts";
import { inBackground } from "../background.ts";
import { AppError } from "../errors.ts";
import { parseInput } from "../parse-input.ts";
import { runtime } from "../runtime.ts";
import { type AccountContext, type Credentials, contextsOf, credentialsOf, personTarget } from "./account.ts";
import { beginGuess, rightGuess } from "./guesses.ts";
import { passwordFits } from "./password.ts";
import { type ProofInput, proofInput } from "./schemas.ts";
import { sendSecurityNotice } from "./security-notice.ts";
import { type FactorProof, spendCode, WRONG_CODE } from "./spend-code.ts";

/**
 * The person proves itself anew in its session: by password, or by a code once it has a second factor. Wrong ones are AppError `invalid`,
 * counted like failed sign-ins and recorded.
 */
export async function confirmIdentity(account: AccountContext, input: ProofInput): Promise<void> {
  const proof = parseInput(proofInput, input);
  const found = await credentialsOf(account.session.person.id);
  if (found.secondFactor && !("code" in proof))
    throw new AppError("invalid", "Your account has a second factor: confirm by one of its codes.", {
      fields: [{ path: "code", message: "is needed" }],
    });
  if (!found.secondFactor && "code" in proof)
    throw new AppError("invalid", "Your account has no second factor: confirm by your password.", {
      fields: [{ path: "password", message: "is needed" }],
    });
  await ("code" in proof
    ? confirmByCode(account, found, proof.code)
    : confirmByPassword(account, found, proof.password));
}

async function confirmByPassword(account: AccountContext, found: Credentials, password: string): Promise<void> {
  const guess = await beginGuess("account", found.email, account.origin.ip);
  if (!(await passwordFits(password, found.passwordHash)))
    return refuse(account, "password", "This password is wrong.");
  await rightGuess(guess);
  await noteConfirmation(account, async () => ({ method: "password" }));
}

async function confirmByCode(account: AccountContext, found: Credentials, code: string): Promise<void> {
  const guess = await beginGuess("second-factor", found.id, account.origin.ip);
  const proof = await noteConfirmation(account, (tx) => spendCode(tx, found, code));
  if (!proof) return refuse(account, "code", WRONG_CODE);
  await rightGuess(guess);
  if (proof.method === "recovery code") sendSecurityNotice(found.email, "recovery code used", account.origin);
}

type Proof = FactorProof | { method: "password" };
type Transaction = Parameters<Parameters<typeof inAccount>[1]>[0];

/** Notes in the session what `prove` found; undefined, and nothing noted, when it found nothing. */
async function noteConfirmation(
  account: AccountContext,
  prove: (tx: Transaction) => Promise<Proof | undefined>,
): Promise<Proof | undefined> {
  const { id, person } = account.session;
  const targets = [personTarget(person)];
  return inAccount(contextsOf(account), async (tx) => {
    const proof = await prove(tx);
    if (!proof) return undefined;
    const isLive = await tx.value<boolean>(
      "session_confirm($1::uuid, $2::timestamptz, $3::boolean)",
      id,
      runtime().clock.now(),
      proof.method !== "password",
    );
    if (!isLive) throw new AppError("unauthenticated", "Your session has ended: sign in again.");
    if (proof.method === "recovery code")
      tx.record("person.recovery_code_used", { targets, metadata: { left: proof.left } });
    tx.record("person.confirmed", { targets, metadata: { method: proof.method } });
    return proof;
  });
}

function refuse(account: AccountContext, path: "password" | "code", message: string): never {
  const { person } = account.session;
  const reason = path === "code" ? "wrong second factor" : "wrong password";
  inBackground("record of a failed confirmation", () =>
    inAccount(contextsOf(account), async (tx) =>
      tx.record("person.confirmed", { outcome: "failure", targets: [personTarget(person)], metadata: { reason } }),
    ),
  );
  throw new AppError("invalid", message, { fields: [{ path, message: "is wrong" }] });
}
