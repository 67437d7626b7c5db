import type { AccountTransaction } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { runtime } from "../runtime.ts";
import type { Credentials } from "./account.ts";
import { readRecoveryCode, recoveryCodeHash } from "./recovery-codes.ts";
import { openTotpSecret, stepOfCode } from "./totp.ts";

/** How a person passed its second factor; `left` counts the recovery codes that remain. */
export type FactorProof = { method: "code" } | { method: "recovery code"; left: number };

export const WRONG_CODE = "This code is wrong, or it was used before.";

/**
 * Spends a code of the person's second factor: of the authenticator, each time step once, or a recovery code, each once. Undefined when
 * it is wrong or was used; whoever calls has counted the guess.
 */
export async function spendCode(
  tx: AccountTransaction,
  person: Pick<Credentials, "id" | "secondFactor">,
  code: string,
): Promise<FactorProof | undefined> {
  if (!person.secondFactor) return undefined;
  const now = runtime().clock.now();
  const digits = code.replace(/\s/g, "");
  if (/^\d{6}$/.test(digits)) {
    const secret = openTotpSecret(Buffer.from(person.secondFactor.secret, "hex"), person.id);
    const step = stepOfCode(secret, digits, now.getTime());
    if (step === undefined) return undefined;
    const isSpent = await tx.value<boolean>("second_factor_spend($1::uuid, $2::bigint)", person.id, step);
    return isSpent ? { method: "code" } : undefined;
  }
  if (readRecoveryCode(code) === undefined) return undefined;
  const hash = recoveryCodeHash(person.id, code);
  const isSpent = await tx.value<boolean>("recovery_code_spend($1::uuid, $2, $3::timestamptz)", person.id, hash, now);
  if (!isSpent) return undefined;
  const left = await tx.value<number>("(person_credentials($1::uuid)->>'recoveryCodesLeft')::int", person.id);
  return { method: "recovery code", left };
}

/** A wrong code: the field `code` tells the page where to say it. */
export const wrongCode = (code: "unauthenticated" | "invalid") =>
  new AppError(code, WRONG_CODE, { fields: [{ path: "code", message: "is wrong or was used" }] });
