export { endMemberSession } from "./end-member-session.ts";
export { listMemberSessions, type MemberSession } from "./list-member-sessions.ts";
