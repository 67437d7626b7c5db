import { inAccount, type RequestOrigin } from "../access/index.ts";
import { runtime } from "../runtime.ts";
import { contextsOf, personTarget } from "./account.ts";
import { findSession } from "./sessions.ts";

/** Ends the session; recorded in each of the person's tenants. Unknown or ended sessions are left as they are. */
export async function signOut(sessionId: string, origin: RequestOrigin): Promise<void> {
  const session = await findSession(sessionId, false);
  if (!session) return;
  await inAccount(contextsOf({ session, origin }), async (tx) => {
    const ended = await tx.value<boolean>(
      "session_revoke($1::uuid, $2::timestamptz)",
      sessionId,
      runtime().clock.now(),
    );
    if (ended) tx.record("person.signed_out", { targets: [personTarget(session.person)] });
  });
}
