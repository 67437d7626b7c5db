import { inAccount, systemValue } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { parseInput } from "../parse-input.ts";
import { runtime } from "../runtime.ts";
import { type AccountContext, contextsOf, demandFreshProof, personTarget } from "./account.ts";
import { newRecoveryCodes, recoveryCodeHash } from "./recovery-codes.ts";
import { type CodeInput, codeInput } from "./schemas.ts";
import { sendSecurityNotice } from "./security-notice.ts";
import { openTotpSecret, stepOfCode } from "./totp.ts";

/** Ends an enrolment by its first code. The recovery codes are in the answer and nowhere else, ever; this session has passed the factor. */
export async function confirmSecondFactor(
  account: AccountContext,
  input: CodeInput,
): Promise<{ recoveryCodes: string[] }> {
  const { code } = parseInput(codeInput, input);
  demandFreshProof(account);
  const { person, id } = account.session;
  const now = runtime().clock.now();
  const hex = await systemValue<string | null>("second_factor_proposed($1::uuid)", person.id);
  if (hex === null)
    throw new AppError("conflict", "No enrolment is under way: begin again. Your account was not changed.");
  const sealed = Buffer.from(hex, "hex");
  const step = stepOfCode(openTotpSecret(sealed, person.id), code.replace(/\s/g, ""), now.getTime());
  if (step === undefined)
    throw new AppError("invalid", "This code does not fit: wait for the next one, or check the clock of your device.", {
      fields: [{ path: "code", message: "does not fit" }],
    });
  const recoveryCodes = newRecoveryCodes();
  await inAccount(contextsOf(account), async (tx) => {
    const isConfirmed = await tx.value<boolean>(
      "second_factor_confirm($1::uuid, $2, $3::bigint, $4::timestamptz)",
      person.id,
      sealed,
      step,
      now,
    );
    if (!isConfirmed)
      throw new AppError("conflict", "The enrolment was begun anew elsewhere: begin again here. Nothing was changed.");
    const hashes = recoveryCodes.map((one) => recoveryCodeHash(person.id, one));
    await tx.call("recovery_codes_replace($1::uuid, $2::bytea[])", person.id, hashes);
    await tx.value("session_confirm($1::uuid, $2::timestamptz, true)", id, now);
    tx.record("person.second_factor_added", {
      targets: [personTarget(person)],
      changes: [{ field: "second_factor", before: false, after: true }],
      metadata: { recovery_codes: recoveryCodes.length },
    });
  });
  sendSecurityNotice(person.email, "second factor added", account.origin);
  return { recoveryCodes };
}
