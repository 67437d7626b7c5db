import { inAccount } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { parseInput } from "../parse-input.ts";
import { runtime } from "../runtime.ts";
import { type AccountContext, contextsOf, demandFreshProof, personTarget } from "./account.ts";
import { type SessionInput, sessionInput } from "./schemas.ts";
import { sessionLinesOf } from "./session-lines.ts";

export const noSession = () => new AppError("not_found", "There is no such session, or it has ended already.");

/** Ends one session of the person. Unknown, ended and other people's sessions are AppError `not_found` in the same words. */
export async function endSession(account: AccountContext, input: SessionInput): Promise<void> {
  const { id } = parseInput(sessionInput, input);
  const { person } = account.session;
  demandFreshProof(account);
  const line = (await sessionLinesOf(person.id)).find((one) => one.id === id);
  if (!line) throw noSession();
  await inAccount(contextsOf(account), async (tx) => {
    const isEnded = await tx.value<boolean>("session_revoke($1::uuid, $2::timestamptz)", id, runtime().clock.now());
    if (!isEnded) throw noSession();
    tx.record("session.revoked", {
      targets: [{ type: "session", id, name: line.device.device }, personTarget(person)],
    });
  });
}
