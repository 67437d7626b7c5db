import "server-only";
import { notFound, redirect } from "next/navigation";
import type { z } from "zod";
import { type OperatorContext, operatorOf } from "#server/operators/index.ts";
import { accountAction } from "./account-action.ts";
import type { Answer } from "./fault.ts";
import { originOfRequest } from "./request-origin.ts";
import { currentSession } from "./viewer.ts";

/** The operator who looks at a page below `/operator`; for everybody else there is no such page. */
export async function operatorViewer(path: string): Promise<OperatorContext> {
  const session = await currentSession();
  if (!session) redirect(`/signin?callbackUrl=${encodeURIComponent(path)}`);
  if (!session.person.operator) notFound();
  return operatorOf(session, await originOfRequest(`GET ${path}`));
}

/** A server action of operators: for everybody else there is no such thing. */
export function operatorAction<Schema extends z.ZodType, Result>(
  name: string,
  schema: Schema,
  verb: (operator: OperatorContext, input: z.output<Schema>) => Promise<Result>,
): (input: z.input<Schema>) => Promise<Answer<Result>> {
  return accountAction(name, schema, ({ session, origin }, input) => verb(operatorOf(session, origin), input));
}
