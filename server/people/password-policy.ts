import { AppError } from "../errors.ts";
import { COMMON_PASSWORDS } from "./common-passwords.ts";
import { PASSWORD_CHARACTERS_MAX } from "./schemas.ts";

export const PASSWORD_CHARACTERS_MIN = 12;
const DIFFERENT_CHARACTERS_MIN = 5;
const NAME_PART_CHARACTERS_MIN = 3;
const RUNS = ["0123456789", "9876543210", "abcdefghijklmnopqrstuvwxyz", "zyxwvutsrqponmlkjihgfedcba"].map((run) =>
  run.repeat(4),
);

/**
 * Refuses a password that is easily guessed: AppError `invalid` with the field `password`. Length counts, not kinds of characters
 * (NIST SP 800-63B): 12 to 1,000, not the person's address or name, not one of the most common with figures around it.
 */
export function demandGoodPassword(password: string, person: { email: string; name: string }): void {
  const fault = faultOf(password, person);
  if (fault)
    throw new AppError("invalid", `This password ${fault}: choose another one. Nothing was changed.`, {
      fields: [{ path: "password", message: fault }],
    });
}

function faultOf(password: string, person: { email: string; name: string }): string | undefined {
  const characters = Array.from(password);
  if (characters.length < PASSWORD_CHARACTERS_MIN) return `has fewer than ${PASSWORD_CHARACTERS_MIN} characters`;
  if (password.length > PASSWORD_CHARACTERS_MAX) return `has more than ${PASSWORD_CHARACTERS_MAX} characters`;
  if (new Set(characters).size < DIFFERENT_CHARACTERS_MIN) return "is made of very few different characters";
  const plain = password.normalize("NFKC").toLowerCase();
  if (RUNS.some((run) => run.includes(plain))) return "is a run of neighbours";
  if (consistsOf(plain, ownWords(person))) return "is your own name or address";
  if (consistsOf(plain, COMMON_PASSWORDS)) return "is among the most common ones";
  return undefined;
}

function ownWords({ email, name }: { email: string; name: string }): ReadonlySet<string> {
  const address = email.toLowerCase();
  const parts = [...address.split(/[@._+-]+/), ...name.normalize("NFKC").toLowerCase().split(/\s+/)];
  return new Set([address, ...parts.filter((part) => part.length >= NAME_PART_CHARACTERS_MIN)]);
}

/** Whether nothing is left of a text but figures and signs when the words are taken out of it. */
function consistsOf(text: string, words: ReadonlySet<string>): boolean {
  const reached = new Set([0]);
  for (let at = 0; at < text.length; at++) {
    if (!reached.has(at)) continue;
    if (/[^\p{L}]/u.test(text[at]!)) reached.add(at + 1);
    for (const word of words) if (text.startsWith(word, at)) reached.add(at + word.length);
  }
  return reached.has(text.length) && [...words].some((word) => text.includes(word));
}
