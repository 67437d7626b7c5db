import { inAccount, type RequestOrigin } from "../access/index.ts";
import { mac } from "../macs.ts";
import { parseInput } from "../parse-input.ts";
import { runtime } from "../runtime.ts";
import { personTarget } from "./account.ts";
import { findPasswordReset, noReset } from "./find-password-reset.ts";
import { hashPassword } from "./password.ts";
import { demandGoodPassword } from "./password-policy.ts";
import { type ResetInput, resetInput } from "./schemas.ts";
import { sendSecurityNotice } from "./security-notice.ts";
import { accountContexts } from "./sessions.ts";

/**
 * Sets a new password by a link, which is spent. Every session of the person ends; its second factor stays. Of two who use the link at
 * once, one is told that it cannot be used.
 */
export async function resetPassword(input: ResetInput, origin: RequestOrigin): Promise<void> {
  const { token, password } = parseInput(resetInput, input);
  const { id, person } = await findPasswordReset(token);
  demandGoodPassword(password, person);
  const passwordHash = await hashPassword(password);
  await inAccount(accountContexts(person, person.memberships, "", origin), async (tx) => {
    const now = runtime().clock.now();
    if (!(await tx.value<boolean>("password_reset_spend($1, $2::timestamptz)", id, now))) throw noReset();
    await tx.call("person_set_password($1::uuid, $2, $3::timestamptz)", person.id, passwordHash, now);
    const ended = await tx.value<number>("sessions_revoke($1::uuid, NULL, $2::timestamptz)", person.id, now);
    await tx.call("sign_in_succeeded($1)", mac("sign-in", "account", person.email));
    tx.record("person.password_reset", { targets: [personTarget(person)], metadata: { ended_sessions: ended } });
  });
  sendSecurityNotice(person.email, "password changed", origin);
}
