import "server-only";
import { z } from "zod";
import { AppError } from "#server/errors.ts";
import { parseInput } from "#server/parse-input.ts";
import type { AccountContext } from "#server/people/index.ts";
import { type Answer, attempt } from "./fault.ts";
import { originOfRequest } from "./request-origin.ts";
import { currentSession } from "./viewer.ts";

/** A server action on the person's own account: looks the session up again, checks the input, runs the verb, answers in words. */
export function accountAction<Schema extends z.ZodType, Result>(
  name: string,
  schema: Schema,
  verb: (account: AccountContext, input: z.output<Schema>) => Promise<Result>,
): (input: z.input<Schema>) => Promise<Answer<Result>> {
  const endpoint = `ACTION ${name}`;
  return (input) =>
    attempt(endpoint, async () => {
      const session = await currentSession();
      if (!session) throw new AppError("unauthenticated", "Your session has ended: sign in again.");
      return verb({ session, origin: await originOfRequest(endpoint) }, parseInput(schema, input));
    });
}

/** For actions that take nothing. */
export const nothing = z.undefined();
