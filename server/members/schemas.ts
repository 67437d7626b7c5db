import { z } from "zod";
import { passwordInput, renameInput } from "../people/index.ts";

const EMAIL_CHARACTERS_MAX = 254;

const email = z
  .string()
  .trim()
  .toLowerCase()
  .pipe(z.email("must be an e-mail address such as ana@example.com").max(EMAIL_CHARACTERS_MAX));
const role = z.string().min(1, "must name a role").max(100);
const personId = z.string().max(100);

export const inviteInput = z.object({ email, role });
export type InviteInput = z.input<typeof inviteInput>;

export const invitationInput = z.object({ id: z.string().max(100) });
export type InvitationInput = z.input<typeof invitationInput>;

export const memberInput = z.object({ personId });
export type MemberInput = z.input<typeof memberInput>;

export const roleInput = z.object({ personId, role });
export type RoleInput = z.input<typeof roleInput>;

export const newAccountInput = z.object({
  token: z.string().max(200),
  name: renameInput.shape.name,
  password: passwordInput.shape.password,
});
export type NewAccountInput = z.input<typeof newAccountInput>;
