import "server-only";
import { z } from "zod";
import type { TenantContext } from "#server/access/index.ts";
import { AppError } from "#server/errors.ts";
import { parseInput } from "#server/parse-input.ts";
import { type Answer, attempt } from "./fault.ts";
import { findViewer } from "./viewer.ts";

/**
 * A server action: looks the session and the membership up again, checks the input, runs the verb and answers with its value or its
 * refusal in words.
 */
export function action<Schema extends z.ZodType, Result>(
  name: string,
  schema: Schema,
  verb: (context: TenantContext, input: z.output<Schema>) => Promise<Result>,
): (tenant: string, input: z.input<Schema>) => Promise<Answer<Result>> {
  const endpoint = `ACTION ${name}`;
  return (tenant, input) =>
    attempt(endpoint, async () => {
      // Whatever was sent: what is no text names no tenant.
      const viewer = await findViewer(z.string().catch("").parse(tenant), endpoint);
      if (viewer === null) throw new AppError("unauthenticated", "Your session has ended: sign in again.");
      if (!viewer) throw new AppError("not_found", "There is no such tenant.");
      return verb(viewer.context, parseInput(schema, input));
    });
}
