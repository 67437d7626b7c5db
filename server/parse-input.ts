import type { z } from "zod";
import { AppError } from "./errors.ts";

/** A verb's input by its schema; AppError `invalid` with the dotted path of each fault. */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const fields = result.error.issues.map((issue) => ({ path: issue.path.join("."), message: issue.message }));
  throw new AppError("invalid", "Some of what was entered cannot be taken: nothing was changed.", { fields });
}
