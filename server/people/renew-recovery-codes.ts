import { inAccount } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { type AccountContext, contextsOf, demandFreshFactor, personTarget } from "./account.ts";
import { newRecoveryCodes, recoveryCodeHash } from "./recovery-codes.ts";

/** New recovery codes; the old ones end. They are in the answer and nowhere else, ever. AppError `conflict` without a second factor. */
export async function renewRecoveryCodes(account: AccountContext): Promise<{ recoveryCodes: string[] }> {
  const { person } = account.session;
  demandFreshFactor(account);
  const recoveryCodes = newRecoveryCodes();
  const hashes = recoveryCodes.map((one) => recoveryCodeHash(person.id, one));
  await inAccount(contextsOf(account), async (tx) => {
    const hasFactor = await tx.value<boolean>(
      "(person_credentials($1::uuid)->'secondFactor' <> 'null'::jsonb)",
      person.id,
    );
    if (!hasFactor) throw new AppError("conflict", "Your account has no second factor: recovery codes come with one.");
    await tx.call("recovery_codes_replace($1::uuid, $2::bytea[])", person.id, hashes);
    tx.record("person.recovery_codes_renewed", {
      targets: [personTarget(person)],
      metadata: { recovery_codes: recoveryCodes.length },
    });
  });
  return { recoveryCodes };
}
