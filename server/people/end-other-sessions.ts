import { inAccount } from "../access/index.ts";
import { runtime } from "../runtime.ts";
import { type AccountContext, contextsOf, demandFreshProof, personTarget } from "./account.ts";
import { sendSecurityNotice } from "./security-notice.ts";

/** Ends all sessions of the person but the one that asks; how many there were. */
export async function endOtherSessions(account: AccountContext): Promise<{ ended: number }> {
  const { person, id } = account.session;
  demandFreshProof(account);
  const ended = await inAccount(contextsOf(account), async (tx) => {
    const now = runtime().clock.now();
    const count = await tx.value<number>("sessions_revoke($1::uuid, $2::uuid, $3::timestamptz)", person.id, id, now);
    if (count > 0) tx.record("sessions.revoked", { targets: [personTarget(person)], metadata: { count } });
    return count;
  });
  if (ended > 0) sendSecurityNotice(person.email, "all sessions ended", account.origin);
  return { ended };
}
