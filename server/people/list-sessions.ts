import type { AccountContext } from "./account.ts";
import { type SessionLine, sessionLinesOf } from "./session-lines.ts";

export interface OwnSession extends SessionLine {
  /** The session that asks. */
  isThis: boolean;
}

/** The person's own live sessions, the one last used first. */
export async function listSessions({ session }: AccountContext): Promise<OwnSession[]> {
  const lines = await sessionLinesOf(session.person.id);
  return lines.map((line) => ({ ...line, isThis: line.id === session.id }));
}
