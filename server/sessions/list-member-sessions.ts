import { inTenant, type TenantContext, type TenantTransaction } from "../access/index.ts";
import { type SessionEntry, type SessionLine, sessionLine } from "../people/index.ts";
import { runtime } from "../runtime.ts";
import { MEMBER_SESSIONS_SQL } from "./sessions.sql.ts";

/** A live session of a member. */
export interface MemberSession extends SessionLine {
  person: { id: string; name: string; email: string; role: string };
}

/** The live sessions of the tenant's members, the one last used first. */
export async function listMemberSessions(context: TenantContext): Promise<MemberSession[]> {
  return inTenant(context, "sessions.read", async (tx) => {
    const sessions = await readMemberSessions(tx);
    tx.recordRead("sessions.listed", { metadata: { returned: sessions.length } });
    return sessions;
  });
}

/** The same inside a transaction that records what it is for. */
export async function readMemberSessions(tx: TenantTransaction): Promise<MemberSession[]> {
  const rows = await tx.run<{ person_id: string; name: string; email: string; role: string; entry: SessionEntry }>(
    MEMBER_SESSIONS_SQL,
    [tx.tenantId, runtime().clock.now()],
  );
  return rows.map(({ person_id, name, email, role, entry }) => ({
    ...sessionLine(entry),
    person: { id: person_id, name, email, role },
  }));
}
