import type { RequestOrigin } from "#server/access/index.ts";
import { AppError } from "#server/errors.ts";
import {
  type AccountContext,
  confirmSecondFactor,
  findSession,
  proposeSecondFactor,
  signIn,
} from "#server/people/index.ts";
import { runtime } from "#server/runtime.ts";
import { codeAt } from "./authenticator.ts";
import { noteSecret } from "./secrets/register.ts";

let addresses = 0;

/** A request from an address that no other has had of late. */
export function from(over: Partial<RequestOrigin> = {}): RequestOrigin {
  addresses++;
  const ip = `198.51.${Math.floor(addresses / 250) % 250}.${addresses % 250}`;
  return { requestId: "r", ip, userAgent: "tests/1", via: "ui", ...over };
}

type Who = { email: string; password: string };

/** Signs in and gives the account as an action would get it. */
export async function accountOf(who: Who, code?: string, origin = from()): Promise<AccountContext> {
  const { sessionId } = await signIn({ ...who, code }, origin);
  return again({ session: { id: sessionId } as AccountContext["session"], origin });
}

/** The account as the next request of the same session would get it. */
export async function again({ session, origin }: AccountContext): Promise<AccountContext> {
  const found = await findSession(session.id);
  if (!found) throw new Error("the session has ended");
  return { session: found, origin };
}

export interface Enrolled {
  secret: string;
  recoveryCodes: string[];
  /** The code shown `steps` time steps from now. */
  code(steps?: number): string;
}

/** Enrols an authenticator; its first code is the one of the step before, so that the present one can be used. */
export async function enrol(account: AccountContext): Promise<Enrolled> {
  const { secret } = await proposeSecondFactor(account);
  const code = (steps = 0) => codeAt(secret, runtime().clock.now().getTime() + steps * 30_000);
  const { recoveryCodes } = await confirmSecondFactor(account, { code: code(-1) });
  for (const one of [secret, ...recoveryCodes]) noteSecret(one);
  return { secret, recoveryCodes, code };
}

/** What a refused verb throws, or what it answered. */
export const refusal = (promise: Promise<unknown>) =>
  promise.then(
    (value) => ({ done: value ?? true }),
    (error) => (error instanceof AppError ? error : Promise.reject(error)),
  ) as Promise<AppError & { done?: unknown }>;
