import { z } from "zod";

const EMAIL_CHARACTERS_MAX = 254;

const email = z
  .string()
  .trim()
  .toLowerCase()
  .pipe(z.email("must be an e-mail address such as ana@example.com").max(EMAIL_CHARACTERS_MAX));
const role = z.string().min(1, "must name a role").max(100);
const personId = z.string().max(100);
const line = (text: string) => !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text);

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
  name: z.string().trim().min(1, "must not be empty").max(100).refine(line, "must be one line of text"),
  password: z.string().max(1_000),
});
export type NewAccountInput = z.input<typeof newAccountInput>;
