import type { ProposedFactor } from "#server/people/index.ts";
import type { FormAnswer } from "../ui/form-state.ts";

/** The server actions of the account pages. */
export interface AccountActions {
  rename: (input: { name: string }) => Promise<FormAnswer>;
  changePassword: (input: { password: string }) => Promise<FormAnswer<{ endedSessions: number }>>;
  removeFactor: () => Promise<FormAnswer>;
  renewCodes: () => Promise<FormAnswer<{ recoveryCodes: string[] }>>;
  endSession: (input: { id: string }) => Promise<FormAnswer>;
  endOthers: () => Promise<FormAnswer<{ ended: number }>>;
}

export interface EnrolActions {
  propose: () => Promise<FormAnswer<ProposedFactor>>;
  enrol: (input: { code: string }) => Promise<FormAnswer<{ recoveryCodes: string[] }>>;
}
