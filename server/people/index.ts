export { addMember, createPerson, type NewPerson } from "./add-member.ts";
export { contextOf, findSession, type Membership, type Person, SESSION_HOURS, type Session } from "./sessions.ts";
export { signIn, signOut } from "./sign-in.ts";
