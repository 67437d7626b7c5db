import { systemCall, systemValue } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { mac } from "../macs.ts";
import { runtime } from "../runtime.ts";

/** What somebody may guess at: the password of an address, the codes of a person, or how often a link to a new password is asked for. */
export type GuessAt = "account" | "second-factor" | "reset";

/** A guess under way: counted when it begins, taken back when it was right. */
export interface Guess {
  address: Buffer;
  subject: Buffer;
}

const FREE_AT_SUBJECT: Record<GuessAt, number> = { account: 5, "second-factor": 5, reset: 3 };
const FREE_FROM_ADDRESS = 30;

/**
 * Counts a guess before it is judged, per subject (`what`: a folded e-mail address, a person's id) and per address of the network,
 * whether or not there is such a subject. AppError `rate_limited` while one of the two is blocked: then nothing is counted.
 */
export async function beginGuess(at: GuessAt, what: string, ip: string | undefined): Promise<Guess> {
  const guess = {
    address: mac("sign-in", at === "reset" ? "reset-address" : "address", ip ?? "unknown"),
    subject: mac("sign-in", at, what),
  };
  const now = runtime().clock.now();
  const blockedUntil = await systemValue<Date | null>(
    "guess_begin($1, $2::int, $3, $4::int, $5::timestamptz)",
    guess.address,
    FREE_FROM_ADDRESS,
    guess.subject,
    FREE_AT_SUBJECT[at],
    now,
  );
  if (!blockedUntil) return guess;
  const retryAfterS = Math.max(1, Math.ceil((blockedUntil.getTime() - now.getTime()) / 1000));
  throw new AppError("rate_limited", `Too many failed attempts: try again in ${retryAfterS} s.`, { retryAfterS });
}

/** The guess was right: earlier ones at its subject are forgotten. */
export async function rightGuess({ address, subject }: Guess): Promise<void> {
  await systemCall("guess_right($1, $2)", address, subject);
}
