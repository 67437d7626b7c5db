import { z } from "zod";
import { isOneLine } from "../one-line.ts";

/** The longest text that is taken as a password; hashing more would only cost time. */
export const PASSWORD_CHARACTERS_MAX = 1_000;
const CODE_CHARACTERS_MAX = 60;
const EMAIL_CHARACTERS_MAX = 254;
const TOKEN_CHARACTERS_MAX = 200;

const password = z.string().max(PASSWORD_CHARACTERS_MAX, `must have at most ${PASSWORD_CHARACTERS_MAX} characters`);
const code = z.string().trim().min(1, "must not be empty").max(CODE_CHARACTERS_MAX);
const token = z.string().max(TOKEN_CHARACTERS_MAX);

export const personName = z
  .string()
  .trim()
  .min(1, { error: "must not be empty", abort: true })
  .max(100)
  .refine(isOneLine, "must be one line of text");

export const renameInput = z.object({ name: personName });
export type RenameInput = z.input<typeof renameInput>;

export const passwordInput = z.object({ password });
export type PasswordInput = z.input<typeof passwordInput>;

export const codeInput = z.object({ code });
export type CodeInput = z.input<typeof codeInput>;

export const proofInput = z.union([z.object({ password: password.min(1, "must not be empty") }), codeInput]);
export type ProofInput = z.input<typeof proofInput>;

export const sessionInput = z.object({ id: z.string().max(100) });
export type SessionInput = z.input<typeof sessionInput>;

export const addressInput = z.object({ email: z.string().trim().toLowerCase().min(1).max(EMAIL_CHARACTERS_MAX) });
export type AddressInput = z.input<typeof addressInput>;

export const operatorInput = z.object({
  email: z
    .string()
    .trim()
    .toLowerCase()
    .pipe(z.email("must be an e-mail address such as ana@example.com").max(EMAIL_CHARACTERS_MAX)),
  name: personName,
});
export type OperatorInput = z.input<typeof operatorInput>;

export const resetLinkInput = z.object({ token });
export type ResetLinkInput = z.input<typeof resetLinkInput>;

export const resetInput = z.object({ token, password });
export type ResetInput = z.input<typeof resetInput>;

export const personInput = z.object({ personId: z.string().max(100) });
export type PersonInput = z.input<typeof personInput>;
