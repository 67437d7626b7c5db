import { inAccount, inTenant, systemContext, type TenantContext } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { parseInput } from "../parse-input.ts";
import { membershipsOf, noSession, sessionInput } from "../people/index.ts";
import { viewCovers } from "../query/index.ts";
import { findRole } from "../roles/index.ts";
import { runtime } from "../runtime.ts";
import { type MemberSession, readMemberSessions } from "./list-member-sessions.ts";

/**
 * Ends a session of a member, in every tenant of that person: recorded here by the caller and in the others by Sealtrail. Nobody ends a
 * session of somebody who may do or sees more than they (`forbidden`); what is no live session of a member is `not_found`.
 */
export async function endMemberSession(context: TenantContext, input: { id: string }): Promise<void> {
  const { id } = parseInput(sessionInput, input);
  const session = await demandEndable(context, id);
  const elsewhere = (await membershipsOf(session.person.id))
    .filter(({ tenantId }) => tenantId !== context.tenantId)
    .map(({ tenantId }) => inAnotherTenant(tenantId, context));
  await inAccount([context, ...elsewhere], async (tx) => {
    const isEnded = await tx.value<boolean>("session_revoke($1::uuid, $2::timestamptz)", id, runtime().clock.now());
    if (!isEnded) throw noSession();
    tx.record("session.revoked", {
      targets: [
        { type: "session", id, name: session.device.device },
        { type: "person", id: session.person.id, name: session.person.name },
      ],
    });
  });
}

function demandEndable(context: TenantContext, id: string): Promise<MemberSession> {
  return inTenant(context, "sessions.revoke", async (tx) => {
    const session = (await readMemberSessions(tx)).find((one) => one.id === id);
    if (!session) throw noSession();
    const role = await findRole(tx, session.person.role);
    const holdsMore =
      [...role.permissions].some((right) => !context.grantable.has(right)) || !viewCovers(context.view, role.view);
    if (holdsMore && context.caller.type !== "system")
      throw new AppError(
        "forbidden",
        `${session.person.name} may do or sees more than you: ask an owner to end this session. It was not ended.`,
      );
    return session;
  });
}

// Another tenant learns that the session ended, not by whom: who acts here is none of its members.
function inAnotherTenant(tenantId: string, { origin }: TenantContext): TenantContext {
  return { ...systemContext(tenantId, "sessions", []), origin: { requestId: origin.requestId, via: "job" } };
}
