export { addMember, createPerson, type NewPerson } from "./add-member.ts";
export {
  accountContexts,
  barOf,
  contextOf,
  findSession,
  type Membership,
  type Person,
  SESSION_HOURS_MAX,
  type Session,
} from "./sessions.ts";
export { signIn, signOut } from "./sign-in.ts";
