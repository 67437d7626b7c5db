export { type AccountContext, credentialsOf, membershipsOf } from "./account.ts";
export { addMember, createPerson, type NewPerson } from "./add-member.ts";
export { changePassword } from "./change-password.ts";
export { confirmIdentity } from "./confirm-identity.ts";
export { confirmSecondFactor } from "./confirm-second-factor.ts";
export { createOperator } from "./create-operator.ts";
export { createPasswordReset } from "./create-password-reset.ts";
export { type Device, describeDevice } from "./device.ts";
export { endOtherSessions } from "./end-other-sessions.ts";
export { endSession, noSession } from "./end-session.ts";
export { getPasswordReset } from "./find-password-reset.ts";
export { type FoundPerson, findPerson } from "./find-person.ts";
export { type Account, getAccount } from "./get-account.ts";
export { listSessions, type OwnSession } from "./list-sessions.ts";
export { demandOperator } from "./operator-help.ts";
export { hashPassword } from "./password.ts";
export { demandGoodPassword, PASSWORD_CHARACTERS_MIN } from "./password-policy.ts";
export type { ResetLink } from "./password-reset-link.ts";
export { type ProposedFactor, proposeSecondFactor } from "./propose-second-factor.ts";
export { removeSecondFactor } from "./remove-second-factor.ts";
export { removeSecondFactorOf } from "./remove-second-factor-of.ts";
export { renameSelf } from "./rename-self.ts";
export { renewRecoveryCodes } from "./renew-recovery-codes.ts";
export { requestPasswordReset } from "./request-password-reset.ts";
export { resetPassword } from "./reset-password.ts";
export {
  addressInput,
  codeInput,
  PASSWORD_CHARACTERS_MAX,
  type ProofInput,
  passwordInput,
  personInput,
  proofInput,
  renameInput,
  resetInput,
  resetLinkInput,
  sessionInput,
} from "./schemas.ts";
export { sessionCookieName } from "./session-cookie.ts";
export { type SessionEntry, type SessionLine, sessionLine } from "./session-lines.ts";
export {
  accountContexts,
  barOf,
  contextOf,
  findMembership,
  findSession,
  type Membership,
  membershipOf,
  type Person,
  SESSION_HOURS_MAX,
  type Session,
} from "./sessions.ts";
export { signIn } from "./sign-in.ts";
export { signOut } from "./sign-out.ts";
