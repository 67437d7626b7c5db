import { inAccount } from "../access/index.ts";
import { parseInput } from "../parse-input.ts";
import { runtime } from "../runtime.ts";
import { type AccountContext, contextsOf, demandFreshProof, personTarget } from "./account.ts";
import { hashPassword } from "./password.ts";
import { demandGoodPassword } from "./password-policy.ts";
import { type PasswordInput, passwordInput } from "./schemas.ts";
import { sendSecurityNotice } from "./security-notice.ts";

/** Sets a new password. Every other session of the person ends, and so do links to a new password that are under way. */
export async function changePassword(
  account: AccountContext,
  input: PasswordInput,
): Promise<{ endedSessions: number }> {
  const { password } = parseInput(passwordInput, input);
  const { person, id } = account.session;
  demandFreshProof(account);
  demandGoodPassword(password, person);
  const passwordHash = await hashPassword(password);
  const endedSessions = await inAccount(contextsOf(account), async (tx) => {
    const now = runtime().clock.now();
    await tx.call("person_set_password($1::uuid, $2, $3::timestamptz)", person.id, passwordHash, now);
    const ended = await tx.value<number>("sessions_revoke($1::uuid, $2::uuid, $3::timestamptz)", person.id, id, now);
    tx.record("person.password_changed", {
      targets: [personTarget(person)],
      metadata: { ended_sessions: ended },
    });
    return ended;
  });
  sendSecurityNotice(person.email, "password changed", account.origin);
  return { endedSessions };
}
