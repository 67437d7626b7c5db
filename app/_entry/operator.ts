import "server-only";
import { notFound, redirect } from "next/navigation";
import type { z } from "zod";
import { AppError } from "#server/errors.ts";
import { type OperatorContext, operatorOf } from "#server/operators/index.ts";
import { parseInput } from "#server/parse-input.ts";
import { type Answer, attempt } from "./fault.ts";
import { originOfRequest } from "./request-origin.ts";
import { currentSession } from "./viewer.ts";

/** The operator who looks at a page below `/operator`; for everybody else there is no such page. */
export async function operatorViewer(path: string): Promise<OperatorContext> {
  const session = await currentSession();
  if (!session) redirect(`/signin?callbackUrl=${encodeURIComponent(path)}`);
  if (!session.person.operator) notFound();
  return operatorOf(session, await originOfRequest(`GET ${path}`));
}

/** A server action of operators: looks the session up again, checks the input, runs the verb and answers in words. */
export function operatorAction<Schema extends z.ZodType, Result>(
  name: string,
  schema: Schema,
  verb: (operator: OperatorContext, input: z.output<Schema>) => Promise<Result>,
): (input: z.input<Schema>) => Promise<Answer<Result>> {
  const endpoint = `ACTION ${name}`;
  return (input) =>
    attempt(endpoint, async () => {
      const session = await currentSession();
      if (!session) throw new AppError("unauthenticated", "Your session has ended: sign in again.");
      const operator = operatorOf(session, await originOfRequest(endpoint));
      return verb(operator, parseInput(schema, input));
    });
}
